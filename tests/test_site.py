"""The site's parts: formulas, anchors, sections, links, search index, slides, handouts."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from eesgn_lite.course.site import build, execution
from eesgn_lite.course.site.build import build_site, write_site
from eesgn_lite.course.site.execution import run_notebook
from eesgn_lite.course.site.mathematics import to_html
from eesgn_lite.course.site.pages import Page, finish_page, notebook_page
from eesgn_lite.course.site.slides import cut_slides

DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


def code_cell(source: str, **outputs: object) -> nbformat.NotebookNode:
    """Write a code cell that showed something."""
    shown = [nbformat.v4.new_output("display_data", data=outputs)] if outputs else []
    return nbformat.v4.new_code_cell(source, outputs=shown)


def notebook(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Write a notebook of the course."""
    return nbformat.v4.new_notebook(
        cells=list(cells), metadata={"eesgn": {"number": 7, "title": "Made up"}}
    )


def text_cell(source: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(source)


def test_formulas_become_mathml_that_needs_no_script():
    page = to_html("Weights $a_{t,v}$ and\n\n$$G = QK^\\top$$\n\nat 3 $ or 4 \\$.")
    assert page.count("<math") == 2
    assert 'display="block"' in page
    assert "$a" not in page and "$$" not in page


def test_headings_get_anchors_of_their_own_and_sections_their_words():
    body = "<h1>One, two</h1>\n<p>a <b>b</b></p>\n<h2>Again</h2> c <h2>Again</h2> d"
    page = finish_page("x", "X", body)
    assert [(one.title, one.anchor, one.text) for one in page.sections] == [
        ("One, two", "one-two", "One, two a b"),
        ("Again", "again", "Again c"),
        ("Again", "again-2", "Again d"),
    ]
    assert '<h2 id="again-2">' in page.body


@pytest.mark.parametrize("picture", [f'<img src="{DOT}">', f'<img alt="" src="{DOT}">'])
def test_a_picture_without_words_is_refused(picture):
    with pytest.raises(ValueError, match=r"x: a picture has no words; show it with ee\.show"):
        finish_page("x", "X", picture)
    with pytest.raises(ValueError, match="07_odd: a picture has no words"):
        notebook_page("07_odd", notebook(code_cell("draw()", **{"text/html": picture})))


def test_a_figure_of_plotly_keeps_its_still_picture_and_its_words():
    shown = {
        "text/html": f'<img alt="A turning &quot;cube&quot;" src="{DOT}">',
        "application/vnd.plotly.v1+json": {"data": [], "layout": {"title": "</script>"}},
    }
    page = notebook_page("07_odd", notebook(code_cell("turn()", **shown)))
    place = BeautifulSoup(page.body, "html.parser").find("div", class_="plot")
    assert page.has_plot
    assert place["data-words"] == place.img["alt"] == 'A turning "cube"'
    assert json.loads(place.script.string)["layout"] == {"title": "</script>"}


def test_a_figure_of_plotly_without_words_is_refused():
    shown = {"application/vnd.plotly.v1+json": {"data": []}, "text/plain": "Figure()"}
    with pytest.raises(ValueError, match="07_odd: a plotly figure has no still picture"):
        notebook_page("07_odd", notebook(code_cell("turn()", **shown)))


def test_widgets_leave_their_page_and_not_their_state():
    cell = code_cell("play()", **{"text/html": "<p>poster</p>", "text/plain": "Player"})
    cell.outputs[0].data["application/vnd.jupyter.widget-view+json"] = {"model_id": "a"}
    made = notebook(cell)
    made.metadata.widgets = {"application/vnd.jupyter.widget-state+json": {"state": {"a": {}}}}
    body = notebook_page("07_odd", made).body
    assert "<p>poster</p>" in body and "widget-state" not in body


def test_exercises_are_marked_and_prompts_are_gone():
    cell = code_cell("answer = ...")
    cell.metadata.exercise = "07-1"
    body = notebook_page("07_odd", notebook(cell)).body
    assert "celltag_exercise" in body and "In&nbsp;[" not in body and "In [" not in body


def test_a_slide_begins_with_each_piece_of_text():
    page = notebook_page("07_odd", notebook(text_cell("# A"), code_cell("1"), text_cell("b")))
    first, second = cut_slides(page.body)
    assert "A" in first and "1" in first and "b" in second


def test_a_slide_begins_with_each_heading_too():
    page = notebook_page("07_odd", notebook(text_cell("end\n\n## Next\n\nmore"), code_cell("1")))
    first, second = cut_slides(page.body)
    assert "end" in first and "Next" not in first
    assert "Next" in second and "more" in second and "1" in second


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A small site of a notebook and a document."""
    cells = (
        text_cell(
            "# 07 Made up\n\nSee [terms](../docs/terms.md) and [code](../eesgn_lite/cli.py)."
        ),
        text_cell("## 1 Bones\n\nA bone, $b$. Then [web](https://example.org)."),
        code_cell("play()", **{"text/html": "<p>poster</p><script>start()</script>"}),
    )
    document = to_html('# Terms\n\n[bone](../notebooks/07_odd.ipynb "1 Bones")')
    pages = [
        notebook_page("07_odd", notebook(*cells)),
        finish_page("terms", "Terms", document),
    ]
    write_site(tmp_path / "site", pages)
    return tmp_path / "site"


def read(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def test_links_lead_to_pages_and_sections_or_are_plain_words(site):
    links = {link.get_text(): link["href"] for link in read(site / "07_odd.html").main("a")}
    assert links["terms"] == "terms.html"
    assert links["web"] == "https://example.org"
    assert "code" not in links and "code" in read(site / "07_odd.html").get_text()
    (bone,) = [link for link in read(site / "terms.html").main("a") if link.text == "bone"]
    assert bone["href"] == "07_odd.html#1-bones"
    assert read(site / "07_odd.html").find(id="1-bones")


def test_pages_know_their_neighbours(site):
    first, second = read(site / "07_odd.html"), read(site / "terms.html")
    assert first.find("a", rel="next")["href"] == "terms.html"
    assert first.find("a", rel="prev") is None
    assert second.find("a", rel="prev")["href"] == "07_odd.html"
    assert first.find("a", attrs={"aria-current": "page"}).text == "07 Made up"


def test_the_search_index_holds_every_section(site):
    text = (site / "assets/search-index.js").read_text(encoding="utf-8")
    rows = json.loads(text.removeprefix("window.eesgnSections = ").rstrip(";\n"))
    assert [row[:4] for row in rows][:2] == [
        ["07_odd", "07 Made up", "07 Made up", "07-made-up"],
        ["07_odd", "07 Made up", "1 Bones", "1-bones"],
    ]
    assert "A bone" in rows[1][4] and "start()" not in rows[1][4]


def test_a_handout_holds_all_but_scripts_in_one_file(site):
    page = read(site / "handouts/07_odd.html")
    assert not page.find_all(["script", "link"], attrs={"src": True}) and not page.script
    assert [link["href"] for link in page("link")] == ["data:,"]
    assert "poster" in page.get_text() and page.style


def test_only_notebooks_have_handouts_and_slides(site):
    assert [path.name for path in (site / "handouts").iterdir()] == ["07_odd.html"]
    assert [path.name for path in (site / "slides").iterdir()] == ["07_odd.html"]
    assert len(read(site / "slides/07_odd.html")("section")) == 2


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("all my work", encoding="utf-8")
    with pytest.raises(ValueError, match="this folder holds something else"):
        write_site(tmp_path, [Page(name="a", title="A", body="", sections=())])
    assert (tmp_path / "thesis.txt").is_file()


def test_a_site_is_written_anew(site):
    (site / "old.html").write_text("old", encoding="utf-8")
    write_site(site, [finish_page("a", "A", "<h1>A</h1>")])
    assert not (site / "old.html").exists() and (site / "a.html").is_file()


def test_what_was_run_is_run_again_only_after_a_change(tmp_path, monkeypatch):
    path = tmp_path / "07_odd.ipynb"
    nbformat.write(notebook(code_cell("1")), path)
    monkeypatch.setenv("EESGN_DATA", "real recordings")
    runs = []
    monkeypatch.setattr(execution, "_state_of", lambda root: "state")
    monkeypatch.setattr(
        execution.NotebookClient,
        "execute",
        lambda self, env: runs.append((env["EESGN_PROGRESS"], env["EESGN_DATA"])),
    )
    for _ in range(2):
        run_notebook(path, tmp_path / "kept")
    assert runs == [("", "")], "without what the reader has solved, and real recordings"
    monkeypatch.setattr(execution, "_state_of", lambda root: "another state")
    run_notebook(path, tmp_path / "kept")
    assert len(runs) == 2
    assert len(list((tmp_path / "kept").iterdir())) == 1


@pytest.mark.slow
def test_of_a_bar_that_writes_over_itself_only_the_end_is_kept(tmp_path):
    path = tmp_path / "07_odd.ipynb"
    lines = ("print('half', end='\\r', flush=True)", "print('whole')")
    nbformat.write(notebook(code_cell("\n".join(lines))), path)
    run = run_notebook(path, tmp_path / "kept")
    assert [output.text for output in run.cells[-1].outputs] == ["whole\n"]


def test_all_notebooks_and_documents_become_pages(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "run_notebook", lambda path, kept: nbformat.read(path, as_version=4))
    written = build_site(tmp_path / "site", kept=tmp_path / "kept")
    names = {path.stem for path in written if path.parent == tmp_path / "site"}
    notebooks = {path.stem for path in (execution.ROOT / "notebooks").glob("*.ipynb")}
    assert names == notebooks | {name for name, _ in build.DOCUMENTS} | {"index"}
    pages = {path.resolve(): read(path) for path in written}
    anchors = {path: {one["id"] for one in page.find_all(id=True)} for path, page in pages.items()}
    for path, page in pages.items():
        for element in page.find_all(href=True):
            target, _, anchor = element["href"].partition("#")
            if target.startswith(("http", "data:")):
                continue
            file = (path.parent / target).resolve() if target else path
            assert file.is_file(), f"{path.name}: {element['href']}"
            if anchor and not anchor.startswith("slide-"):
                assert anchor in anchors[file], f"{path.name}: {element['href']}"
