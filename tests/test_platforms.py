"""What would fail only on another system or Python: files, encodings, processes, pins."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted([*(ROOT / "eesgn_lite").rglob("*.py"), *(ROOT / "tests").rglob("*.py")])
PACKAGE_FILES = [path for path in FILES if path.is_relative_to(ROOT / "eesgn_lite")]
NAMES = [path.relative_to(ROOT).as_posix() for path in FILES]
PLATFORMS = {
    "linux": "x86_64-manylinux_2_28",
    "windows": "x86_64-pc-windows-msvc",
    "macos": "aarch64-apple-darwin",
}
PYTHONS = ("3.11", "3.12", "3.13")


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Give every call of a file with the name that is called, its owner left out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield node.func.id if isinstance(node.func, ast.Name) else node.func.attr, node


def lacks_encoding(name: str, call: ast.Call) -> bool:
    """Tell whether a call reads or writes text in whatever encoding the system prefers."""
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    if "encoding" in keywords:
        return False
    if name in ("read_text", "write_text"):
        return len(call.args) < (1 if name == "read_text" else 2)
    if name in ("run", "Popen", "check_output"):
        return "text" in keywords or "universal_newlines" in keywords
    if name not in ("open", "fdopen"):
        return False
    is_method = name == "open" and isinstance(call.func, ast.Attribute)
    place = 0 if is_method else 1
    mode = keywords.get("mode", call.args[place] if len(call.args) > place else None)
    if mode is None:
        return not is_method
    # A method `open` of our own takes other things than a mode.
    return isinstance(mode, ast.Constant) and bool(re.fullmatch("[rwaxt+]+", str(mode.value)))


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_every_text_file_names_its_encoding(path):
    found = [call.lineno for name, call in calls(path) if lacks_encoding(name, call)]
    assert found == [], "give these lines encoding='utf-8'"


@pytest.mark.parametrize(
    ("code", "lacks"),
    [
        ("open(path)", True),
        ("open(path, 'rb')", False),
        ("open(path, 'w', encoding='utf-8')", False),
        ("path.open('w')", True),
        ("path.open('wb')", False),
        ("lab.open(page, name)", False),
        ("path.read_text()", True),
        ("path.read_text('utf-8')", False),
        ("path.write_text(text)", True),
        ("subprocess.run(command, text=True)", True),
        ("subprocess.run(command)", False),
    ],
)
def test_a_missing_encoding_is_noticed(tmp_path, code, lacks):
    path = tmp_path / "code.py"
    path.write_text(code, encoding="utf-8")
    assert [lacks_encoding(name, call) for name, call in calls(path)] == [lacks]


@pytest.mark.parametrize("path", PACKAGE_FILES, ids=lambda path: path.name)
def test_no_file_is_renamed_over_another(path):
    # On Windows os.rename fails where the target exists; os.replace and Path.replace do not.
    assert [name for name, _ in calls(path) if name in ("rename", "renames")] == []


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_no_process_is_forked(path):
    for name, call in calls(path):
        assert name not in ("fork", "forkpty")
        if name in ("get_context", "set_start_method", "DataLoader"):
            texts = {node.value for node in ast.walk(call) if isinstance(node, ast.Constant)}
            assert texts.isdisjoint({"fork", "forkserver"})


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_paths_are_not_glued_with_a_slash(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            ends = {
                side.value for side in (node.left, node.right) if isinstance(side, ast.Constant)
            }
            assert ends.isdisjoint({"/", "\\"}), f"line {node.lineno}: join with pathlib"


def tracked_files() -> list[str]:
    """List the files under version control."""
    if not (ROOT / ".git").exists():
        pytest.skip("This is no git checkout, so the files in it are not known.")
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return listed.stdout.decode("utf-8").split("\0")[:-1]


def test_every_file_name_exists_on_every_system():
    files = tracked_files()
    assert len({name.casefold() for name in files}) == len(files), "names differ by case only"
    reserved = re.compile(r'[<>:"|?*\\]|(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.|/|$)|[. ](/|$)', re.I)
    assert [name for name in files if reserved.search(name)] == []
    assert [name for name in files if len(name) > 120] == [], "too long below a deep folder"


def test_git_leaves_recordings_and_weights_as_they_are():
    exact = (".skeleton", ".npy", ".npz", ".safetensors", ".gif", ".png")
    files = [name for name in tracked_files() if name.endswith(exact)]
    assert files
    command = ["git", "-c", f"safe.directory={ROOT}", "check-attr", "text", *files]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    lines = shown.stdout.decode("utf-8").splitlines()
    assert [line for line in lines if not line.endswith("text: unset")] == []


def test_the_public_matrix_runs_every_supported_system():
    text = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    matrix = yaml.safe_load(text)["jobs"]["fast"]["strategy"]["matrix"]
    assert {name.partition("-")[0] for name in matrix["system"]} == {"ubuntu", "windows", "macos"}
    assert set(matrix["python"]) == {PYTHONS[0], PYTHONS[-1]}


@pytest.mark.slow
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_pins_resolve(platform, python):
    from uv import find_uv_bin

    command = [
        *(find_uv_bin(), "pip", "compile", "pyproject.toml", "--extra", "test"),
        *("--extra", "bench"),
        *("-c", "constraints.txt", "--only-binary", ":all:", "--quiet"),
        *("--python-platform", PLATFORMS[platform], "--python-version", python),
        *("--no-header", "--no-annotate", "--python", sys.executable),
    ]
    # torch is built for macOS 14 and later, which is what we support.
    environment = os.environ | {"MACOSX_DEPLOYMENT_TARGET": "14.0"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, env=environment)
    problem = done.stderr.decode("utf-8")
    if re.search("error sending request|failed to fetch|offline|dns", problem, re.I):
        pytest.skip("The package registry does not answer, so the pins cannot be resolved.")
    assert done.returncode == 0, problem
    resolved = set(done.stdout.decode("utf-8").split())
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    unpinned = resolved - {line.partition(" ;")[0] for line in pinned}
    assert len(resolved) > 50
    assert unpinned == set(), "pin these in constraints.txt as its first lines say"
