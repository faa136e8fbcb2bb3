"""Install the workbook on a computer without network: run ``python install.py`` in this folder."""

import hashlib
import json
import os
import platform
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
SYSTEM = {"Linux": "linux", "Windows": "windows", "Darwin": "macos"}.get(platform.system(), "")


def main() -> int:
    """Check the files, make `.venv`, and install from the wheels of this folder."""
    manifest = json.loads((HERE / "MANIFEST.json").read_text(encoding="utf-8"))
    problem = find_problem(manifest)
    if problem:
        print(problem, file=sys.stderr)
        return 1
    place = HERE / ".venv"
    print(f"Making {place} and installing; this takes a few minutes.", flush=True)
    venv.create(place, with_pip=True)
    python = place / ("Scripts/python.exe" if SYSTEM == "windows" else "bin/python")
    command = [str(python), "-m", "pip", "--isolated", "install", "--quiet", "--no-index"]
    command += ["--disable-pip-version-check", "--find-links", str(HERE / "wheels")]
    command += ["-c", "constraints.txt", "-e", "."]
    # A room's own settings of pip may name an index, which would be asked in vain.
    own = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
    own["PIP_CONFIG_FILE"] = os.devnull
    done = subprocess.run(command, cwd=HERE, check=False, env=own)
    if done.returncode:
        print("The installation failed; the lines above say why.", file=sys.stderr)
        return 1
    print(f"Installed. Begin with:\n  {python} -m jupyterlab notebooks/00_start_here.ipynb")
    return 0


def find_problem(manifest: dict) -> str:
    """Say what stands in the way, or nothing."""
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    if running != manifest["python"]:
        return f"This archive is for Python {manifest['python']}; this is Python {running}."
    if SYSTEM not in manifest["systems"]:
        return f"This archive is for {', '.join(manifest['systems'])}, not for {platform.system()}."
    for name, known in manifest["files"].items():
        # Notebooks change while one works; wheels of other systems may be left out.
        is_wheel, is_notebook = name.startswith("wheels/"), name.startswith("notebooks/")
        is_mine = not is_notebook and (not is_wheel or name[7:] in manifest["systems"][SYSTEM])
        path = HERE / name
        if is_mine and not path.is_file():
            return f"{name} is missing; unpack the archive again."
        if is_mine and hashlib.sha256(path.read_bytes()).hexdigest() != known["sha256"]:
            return f"{name} is damaged or was changed; unpack the archive again."
    return ""


if __name__ == "__main__":
    sys.exit(main())
