"""The house rules of docs/architecture.md and CONTRIBUTING.md, read from the code itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "eesgn_lite"
FILES = sorted(PACKAGE.rglob("*.py"))
ROOM_FILES = [path for path in FILES if path.parent != PACKAGE]
ROOM_NAMES = [path.relative_to(ROOT).as_posix() for path in ROOM_FILES]
SCRIPTS = sorted([*PACKAGE.rglob("*.js"), *PACKAGE.rglob("*.css")])
NAMES = [path.relative_to(ROOT).as_posix() for path in FILES]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LONGEST_FILE = 300
LONGEST_SCRIPT = 400
LONGEST_FUNCTION = 40
DRAWING = {"matplotlib", "plotly", "ipywidgets", "anywidget"}


def rooms() -> list[str]:
    """Read the rooms, in their order, from the table in docs/architecture.md."""
    page = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    return re.findall(r"^\| `eesgn_lite/(\w+)/` \|", page, flags=re.MULTILINE)


def imported(path: Path) -> set[str]:
    """List the full names of the modules that a file imports, wherever it does so."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full, from eesgn_lite on"
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def top_names(path: Path) -> set[str]:
    """List the packages that a file imports."""
    return {name.partition(".")[0] for name in imported(path)}


def breaks_order(importer: str, imports: set[str], order: list[str]) -> set[str]:
    """Name the imports of a room that do not stand above it."""
    inner = {name.split(".")[1] for name in imports if name.startswith("eesgn_lite.")}
    allowed = set(order[: order.index(importer) + 1])
    return inner - allowed - ({"__version__"} if "eesgn_lite.__version__" in imports else set())


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function after its signature and docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Give every function of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def hands_on_keywords(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a function passes its own ``**keywords`` to anything but its super method."""
    if function.args.kwarg is None:
        return False
    return any(
        keyword.arg is None
        and isinstance(keyword.value, ast.Name)
        and keyword.value.id == function.args.kwarg.arg
        and not ast.unparse(call.func).startswith("super().")
        for call in ast.walk(function)
        if isinstance(call, ast.Call)
        for keyword in call.keywords
    )


def test_the_table_names_every_room():
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert set(rooms()) == folders
    assert rooms()[0] == "data" and rooms()[-1] == "course"


# The front doors, __init__.py and cli.py of the package, may open every room.
@pytest.mark.parametrize("path", ROOM_FILES, ids=ROOM_NAMES)
def test_a_room_imports_only_rooms_above_it(path):
    room = path.relative_to(PACKAGE).parts[0]
    assert breaks_order(room, imported(path), rooms()) == set()


def test_an_import_from_below_is_noticed():
    order = ["data", "model", "training"]
    assert breaks_order("model", {"eesgn_lite.data.clips", "torch"}, order) == set()
    assert breaks_order("model", {"eesgn_lite.training.loop"}, order) == {"training"}


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_file_can_be_read_in_one_sitting(path):
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST_FILE, f"{lines} lines; split the file"


@pytest.mark.parametrize("path", SCRIPTS, ids=[path.name for path in SCRIPTS])
def test_a_script_can_be_read_in_one_sitting(path):
    assert path.read_text(encoding="utf-8").count("\n") <= LONGEST_SCRIPT


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_function_fits_on_a_screen(path):
    long = {f.name: body_lines(f) for f in functions(path) if body_lines(f) > LONGEST_FUNCTION}
    assert not long, "split these functions"


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_options_are_not_handed_on_unseen(path):
    assert [f.name for f in functions(path) if hands_on_keywords(f)] == []


@pytest.mark.parametrize(
    ("code", "handed_on"),
    [
        ("def f(**options): g(**options)", True),
        ("def f(**options): super().f(**options)", False),
        ("def f(known): g(**known)", False),
    ],
)
def test_handing_on_is_noticed(code, handed_on):
    assert hands_on_keywords(ast.parse(code).body[0]) is handed_on


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_nothing_is_pickled(path):
    assert top_names(path).isdisjoint({"pickle", "cPickle", "dill", "joblib", "shelve", "marshal"})
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            assert ast.unparse(node.func) not in ("torch.load", "torch.save")
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            assert ast.unparse(node.value) == "False"


@pytest.mark.parametrize("room", ["data", "model", "training", "analysis"])
def test_only_the_viewing_room_draws(room):
    drawing = {p.name for p in (PACKAGE / room).rglob("*.py") if top_names(p) & DRAWING}
    assert drawing == set()


def test_readers_do_not_import_torch():
    importers = {p.name for p in (PACKAGE / "data").rglob("*.py") if "torch" in top_names(p)}
    assert importers <= {"sampling.py", "sampler.py"}
    readers = "eesgn_lite.data.ntu, eesgn_lite.data.small, eesgn_lite.data.catalog"
    code = f"import sys, {readers}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_model_knows_skeletons_and_nothing_else_of_the_data_room():
    known = {
        name
        for path in (PACKAGE / "model").rglob("*.py")
        for name in imported(path)
        if name.startswith("eesgn_lite.data.")
    }
    assert {name.split(".")[2] for name in known} <= {"skeletons"}


def test_no_module_is_a_drawer_for_everything():
    vague = {"utils", "util", "helpers", "misc", "common", "tools"}
    assert vague.isdisjoint({path.stem for path in FILES} | {path.parent.name for path in FILES})


def anchors(page: str) -> set[str]:
    """List the anchors that a page's headings make, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", page, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> list[str]:
    """List the links of a page, to files and to headings, that lead nowhere."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.M)
    links = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    broken = []
    for link in links:
        if link.startswith(("http:", "https:", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        found = target.exists()
        if found and anchor:
            found = anchor in anchors(target.read_text(encoding="utf-8"))
        if not found:
            broken.append(link)
    return broken


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_every_link_leads_somewhere(page):
    assert broken_links(page) == []


def test_a_broken_link_is_noticed(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# One heading\n[a](#one-heading) [b](#none) [c](none.md) [d](page.md#one-heading)",
        encoding="utf-8",
    )
    assert broken_links(page) == ["#none", "none.md"]
