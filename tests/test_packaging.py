"""Names, versions, pins and files of the package agree wherever they are written."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import eesgn_lite as ee

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DIRECT = PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["test"]
HEAVY = {"torch", "matplotlib", "numpy", "plotly", "anywidget", "ipywidgets", "jaxtyping"}


def pins() -> dict[str, list[str]]:
    """Read constraints.txt: the versions of each package, over all platforms."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, version = line.partition(" ;")[0].split("==")
            found.setdefault(name, []).append(version)
    return found


@pytest.mark.parametrize("name", ee.__all__)
def test_a_public_name_resolves(name):
    value = getattr(ee, name)
    assert value is getattr(import_module(f"eesgn_lite.{ee._MODULE_OF[name]}"), name)
    assert name in dir(ee)


def test_the_lists_of_public_names_agree():
    tree = ast.parse(Path(ee.__file__).read_text(encoding="utf-8"))
    typed = {
        name.name: node.module.removeprefix("eesgn_lite.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module.startswith("eesgn_lite.")
        for name in node.names
    }
    assert typed == ee._MODULE_OF
    assert set(ee.__all__) == set(ee._MODULE_OF)


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(AttributeError, match=r"has no name 'esgn'; it has .*ESGN"):
        ee.esgn  # noqa: B018


def test_the_package_is_light_to_import():
    code = f"import sys, eesgn_lite; print(sorted(set(sys.modules) & {HEAVY!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT)
    assert done.stdout.decode("utf-8").strip() == "[]"


def test_the_version_is_the_same_everywhere():
    version = PROJECT["project"]["version"]
    assert ee.__version__ == version
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == version
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\S+)", changes, flags=re.MULTILINE)[0] == version


def test_the_command_leads_to_a_function():
    module, _, function = PROJECT["project"]["scripts"]["eesgn"].partition(":")
    assert callable(getattr(import_module(module), function))


def test_every_pin_is_one_version_from_a_public_index():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pin = re.compile(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; [a-z0-9_.'=!<>()\- ]+)?", re.I)
    assert [line for line in lines if not line.startswith("#") and not pin.fullmatch(line)] == []


@pytest.mark.parametrize("text", DIRECT)
def test_every_direct_dependency_is_pinned_to_a_version_it_allows(text):
    requirement = Requirement(text)
    versions = pins()[requirement.name.lower()]
    assert all(requirement.specifier.contains(version) for version in versions)


def test_torch_is_pinned_exactly():
    (torch,) = (text for text in DIRECT if text.startswith("torch"))
    assert torch == f"torch=={pins()['torch'][0]}"


def test_conda_installs_what_pip_installs():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    python, pip, packages = environment["dependencies"]
    assert pip == "pip"
    allowed = SpecifierSet(python.removeprefix("python"))
    assert allowed == SpecifierSet(PROJECT["project"]["requires-python"])
    assert packages == {"pip": ["-c constraints.txt", "-e .[test]"]}


def test_the_wheel_holds_every_file_that_is_no_code():
    patterns = [p for some in PROJECT["tool"]["setuptools"]["package-data"].values() for p in some]
    files = [path for path in (ROOT / "eesgn_lite").rglob("*") if path.is_file()]
    others = [path.name for path in files if path.suffix not in (".py", ".pyc")]
    assert "py.typed" in others
    assert [name for name in others if not any(fnmatch(name, p) for p in patterns)] == []


def test_every_folder_of_code_is_a_package():
    folders = {path.parent for path in (ROOT / "eesgn_lite").rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_both_licences_are_there_and_named():
    assert PROJECT["project"]["license-files"] == ["LICENSE", "LICENSE-TEXT"]
    assert "MIT License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Attribution 4.0" in (ROOT / "LICENSE-TEXT").read_text(encoding="utf-8")


def test_what_make_opens_is_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    notebook = re.search(r"default_url=/lab/tree/(\S+)", makefile)
    assert notebook is not None and (ROOT / notebook[1]).is_file()


@pytest.mark.parametrize("page", ["README.md", ".github/workflows/ci.yml"])
def test_the_plain_commands_install_what_make_installs(page):
    assert '-m pip install -c constraints.txt -e ".[test]"' in (ROOT / page).read_text("utf-8")
    assert 'install --disable-pip-version-check -c constraints.txt -e ".[test]"' in (
        ROOT / "Makefile"
    ).read_text("utf-8")
