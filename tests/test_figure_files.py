"""The pictures in `figures/` are those that are drawn now."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from eesgn_lite import cli
from eesgn_lite.viewing import figure_files
from eesgn_lite.viewing.figure_files import Drawn, check_figures, figures_of, write_figures


@pytest.fixture
def small_root(tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder with one figure that is quickly drawn."""
    shutil.copy(repository / "constraints.txt", tmp_path)
    drawn = Drawn(b'<svg><path d="M 1 2"/></svg>', "A path.\nIt has 1 point.")
    monkeypatch.setattr(figure_files, "FIGURES", {"path.svg": lambda root: drawn})
    write_figures(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_every_committed_figure_is_what_is_drawn_now(repository: Path) -> None:
    assert check_figures(repository) == []


@pytest.mark.parametrize("name", figures_of(Path(__file__).parents[1]))
def test_every_figure_has_words_and_a_place_in_the_readme(repository: Path, name: str) -> None:
    words = (repository / "figures" / name).with_suffix(".txt").read_text(encoding="utf-8")
    first = words.splitlines()[0]
    page = (repository / "README.md").read_text(encoding="utf-8")
    assert re.findall(rf'<img src="figures/{re.escape(name)}" alt="([^"]*)"', page) == [first]
    # The first line goes into prose, where no figure may be typed in: it counts only what is seen.
    assert re.findall(r"\d+", first.replace("msr-action3d", "")) in ([], ["25"], ["60"])


def test_figures_stay_small(repository: Path) -> None:
    sizes = {path.name: path.stat().st_size for path in (repository / "figures").iterdir()}
    assert max(sizes.values()) < 600_000


def test_a_fresh_figure_passes(small_root: Path) -> None:
    assert check_figures(small_root) == []
    words = (small_root / "figures/path.txt").read_text(encoding="utf-8")
    assert words == "A path.\nIt has 1 point.\n"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [("path.svg", "M 1 2", "M 9 2"), ("path.txt", "1 point", "2 points")],
)
def test_an_edited_file_is_told(small_root: Path, name: str, old: str, new: str) -> None:
    path = small_root / "figures" / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    (problem,) = check_figures(small_root)
    assert problem.startswith(f"{path} is not what is drawn now")
    assert problem.endswith("run `eesgn figures`.")


@pytest.mark.parametrize(("pinned", "problems"), [(True, 1), (False, 0)])
def test_less_than_a_pixel_counts_with_pinned_packages_only(
    small_root: Path, monkeypatch: pytest.MonkeyPatch, pinned: bool, problems: int
) -> None:
    monkeypatch.setattr(figure_files, "_is_pinned", lambda root: pinned)
    path = small_root / "figures/path.svg"
    path.write_bytes(path.read_bytes().replace(b"M 1 2", b"M 1.5 2"))
    assert len(check_figures(small_root)) == problems


def test_missing_and_foreign_files_are_told(small_root: Path) -> None:
    (small_root / "figures/path.txt").unlink()
    (small_root / "figures/old.svg").write_text("<svg/>", encoding="utf-8")
    missing, foreign = check_figures(small_root)
    assert "path.txt is missing; run" in missing
    assert "old.svg is drawn by nothing; remove it." in foreign


def test_windows_line_ends_in_words_are_no_edit(small_root: Path) -> None:
    path = small_root / "figures/path.txt"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert check_figures(small_root) == []


def test_the_command_draws_and_checks(
    small_root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(figure_files, "results_folder", lambda: small_root / "results")
    assert cli.main(["figures"]) == 0
    assert capsys.readouterr().out.strip().endswith("path.svg")
    assert cli.main(["figures", "--check"]) == 0
    (small_root / "figures/path.svg").unlink()
    assert cli.main(["figures", "--check"]) == 2
    assert "path.svg is missing" in capsys.readouterr().err
