"""The index of terms: where the notebooks explain the words of the glossary.

``python -m eesgn_lite.course.terms`` writes ``docs/index_of_terms.md`` from the glossary and the
sources; ``--check`` compares only. Needs the test extras.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eesgn_lite.course.editions import NOTEBOOKS, sources
from eesgn_lite.data.files import write_text

DOCS = NOTEBOOKS.parent / "docs"
GLOSSARY, INDEX = DOCS / "glossary.md", DOCS / "index_of_terms.md"
_ROW = re.compile(r"^\| (?P<word>[^|]+?) \| (?P<also>[^|]*?) ?\| (?P<meaning>[^|]+) \|$", re.M)
_MOST = 4  # further places
_OPENING = """# Index of terms

Where the notebooks explain the words of the [glossary](glossary.md), and where else they use them
most. Made by `make editions`; change the glossary or the notebooks, not this file.

| word | explained in | see also |
|---|---|---|
"""


@dataclass(frozen=True)
class Term:
    """A word of the glossary.

    Attributes
    ----------
    word, also
        The word, and what else it is called.
    meaning
        One sentence.
    """

    word: str
    also: tuple[str, ...]
    meaning: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """Find the word, alone or in the plural."""
        forms = "|".join(re.escape(form) for form in (self.word, *self.also))
        return re.compile(rf"(?<![\w-])(?:{forms})s?(?![\w-])", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """A section of a notebook.

    Attributes
    ----------
    notebook
        File name without ending.
    heading, text
        What it says.
    """

    notebook: str
    heading: str
    text: str

    def mentions(self, term: Term) -> int:
        """Count how often it has a term."""
        return len(term.pattern.findall(f"{self.heading}\n{self.text}"))

    def explains(self, term: Term) -> bool:
        """Tell whether it has a term in its heading or sets it off."""
        set_off = re.findall(r"\*{1,2}([^*\n]+)\*", self.text)
        return any(term.pattern.search(words) for words in (self.heading, *set_off))

    def link(self) -> str:
        """Write a link; its title is the heading, from which the site finds the section."""
        name = self.notebook.partition("_")[0]
        return f'[{name} {self.heading}](../notebooks/{self.notebook}.ipynb "{self.heading}")'


def read_glossary(path: Path = GLOSSARY) -> list[Term]:
    """Read the words of the glossary, in its order."""
    rows = _ROW.finditer(path.read_text(encoding="utf-8"))
    return [
        Term(row["word"], tuple(filter(None, row["also"].split(", "))), row["meaning"])
        for row in rows
        if row["word"] != "word" and not row["word"].startswith("-")
    ]


def read_places(paths: Sequence[Path]) -> list[Place]:
    """Cut the sources into their numbered sections; opening and closing explain nothing."""
    return [place for path in paths for place in _sections(path)]


def _sections(path: Path) -> Iterator[Place]:
    """Cut one source at its headings and leave out its code and its tables."""
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.M | re.DOTALL)
    text = re.sub(r"^\|.*$", "", text, flags=re.M)
    parts = re.split(r"^## (.+)$", text, flags=re.M)
    for heading, body in zip(parts[1::2], parts[2::2], strict=True):
        if heading[0].isdigit():
            yield Place(path.stem, heading.strip(), body)


def find_places(term: Term, places: Sequence[Place]) -> list[Place]:
    """Return where a term is explained, then where else it matters, in the order of the course.

    The earliest section that sets it off or has it in its heading explains it; where none does,
    the one that has it most often.
    """
    found = [place for place in places if place.mentions(term)]
    if not found:
        return []
    most_often = max(found, key=lambda place: place.mentions(term))
    explained = next((place for place in found if place.explains(term)), most_often)
    others = [place for place in found if place is not explained]
    most = sorted(others, key=lambda place: -place.mentions(term))[:_MOST]
    return [explained, *sorted(most, key=places.index)]


def build_index() -> str:
    """Write the index as Markdown."""
    places, rows = read_places(sources()), []
    for term in read_glossary():
        found = find_places(term, places)
        links = [place.link() for place in found]
        first = links[0] if links else f"the [glossary](glossary.md): {term.meaning}"
        rows.append(f"| {term.word} | {first} | {', '.join(links[1:])} |\n")
    return _OPENING + "".join(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 1 if the index is stale."""
    parser = argparse.ArgumentParser(prog="python -m eesgn_lite.course.terms")
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    options = parser.parse_args(arguments)
    text = build_index()
    if not options.check:
        write_text(INDEX, text)
        print(INDEX)
        return 0
    if INDEX.is_file() and INDEX.read_text(encoding="utf-8") == text:
        return 0
    print(f"{INDEX.name} is stale; run python -m eesgn_lite.course.terms.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
