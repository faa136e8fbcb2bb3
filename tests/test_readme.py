"""The commands and the code that README.md shows are what the project has."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from eesgn_lite.cli import _parser

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\.venv/bin/eesgn (.+)$", PAGE, flags=re.MULTILINE)
PYTHON = re.findall(r"^```python\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_understood(command):
    _parser().parse_args(shlex.split(command))


def test_a_wrong_command_is_noticed():
    with pytest.raises(SystemExit):
        _parser().parse_args(["train", "mini-ntu", "--ablations", "sgn"])


def test_the_tour_runs(monkeypatch, capsys):
    assert len(PYTHON) == 1 and COMMANDS
    monkeypatch.chdir(ROOT)
    exec(compile(PYTHON[0], "README.md", "exec"), {})
    shape, *answers = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"\(\d, \d+, 25, 3\)", shape)
    probabilities = [float(line.split()[-1]) for line in answers[:5]]
    assert probabilities == sorted(probabilities, reverse=True)
    assert 0 < sum(probabilities) <= 1.0001


def test_every_file_it_names_is_there():
    named = re.findall(r"(?:data_samples|notebooks|docs|figures)[/\\][\w./\\-]+\w", PAGE)
    files = {name.replace("\\", "/") for name in named}
    assert len(files) > 5
    assert [name for name in sorted(files) if not (ROOT / name).exists()] == []


def test_every_notebook_stands_in_the_table():
    notebooks = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert notebooks == set(re.findall(r"\(notebooks/(\S+\.ipynb)\)", PAGE))


def test_the_windows_commands_name_a_supported_python():
    assert re.findall(r"^py -(3\.\d+) -m venv \.venv$", PAGE, flags=re.MULTILINE) == ["3.11"]
