"""A JupyterLab server of the tests' own."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

LAB_SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
KERNEL_READY = """async () => {
  const panel = window.jupyterapp.shell.currentWidget;
  await panel.context.ready;
  await panel.sessionContext.ready;
  const { kernel } = panel.sessionContext.session;
  await kernel.info;
  const ready = () => kernel.connectionStatus === "connected" && kernel.status === "idle";
  for (let i = 0; i < 300 && !ready(); i++)
    await new Promise((done) => setTimeout(done, 100));
  return kernel.status;
}"""
ASK_KERNEL = """async (code) => {
  const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
  const future = kernel.requestExecute({ code });
  let said = "";
  future.onIOPub = ({ content }) => { said += content.text ?? content.evalue ?? ""; };
  await future.done;
  return said.trim();
}"""


@dataclass(frozen=True, kw_only=True)
class Lab:
    """A running JupyterLab server and the folder it shows."""

    url: str
    token: str
    folder: Path

    def open(self, page: Page, name: str) -> None:
        """Open a notebook and wait until its kernel can be asked."""
        page.goto(f"{self.url}/lab/tree/{name}?token={self.token}&reset")
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=60_000)
        assert page.evaluate(KERNEL_READY) == "idle"

    def run_all(self, page: Page) -> None:
        """Run every cell and wait for the last one."""
        page.evaluate("() => jupyterapp.commands.execute('notebook:run-all-cells')")

    def ask(self, page: Page, code: str) -> str:
        """Run code in the notebook's kernel and return what it prints."""
        return page.evaluate(ASK_KERNEL, code)


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def lab_environment(base: Path, repository: Path) -> dict[str, str]:
    """Keep the server's files apart from the user's own Jupyter, and let it see the checkout."""
    for name, values in LAB_SETTINGS.items():
        path = base / "settings/@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    paths = [str(repository), *filter(None, [os.environ.get("PYTHONPATH")])]
    own = {variable: str(base / folder) for variable, folder in folders.items()}
    return {**os.environ, **own, "PYTHONPATH": os.pathsep.join(paths)}


def wait_for_server(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Wait three minutes at most, as on a busy machine, for the server's first answer."""
    for _ in range(720):
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except OSError:
            time.sleep(0.25)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')}")


@contextmanager
def serve_lab(base: Path, repository: Path) -> Iterator[Lab]:
    """Serve an empty folder on 127.0.0.1 with a random token."""
    folder, log = base / "work", base / "lab.log"
    folder.mkdir()
    token, port = secrets.token_hex(16), free_port()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"]
    command += ["--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"]
    command += [f"--ServerApp.root_dir={folder}", "--LabApp.extension_manager=readonly"]
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    command += ["--LabApp.news_url=None", "--LabApp.expose_app_in_browser=True"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=lab_environment(base, repository),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        url = f"http://127.0.0.1:{port}"
        try:
            wait_for_server(process, f"{url}/api?token={token}", log)
            yield Lab(url=url, token=token, folder=folder)
        finally:
            stop(process, f"{url}/api/shutdown", token)


def stop(process: subprocess.Popen[bytes], address: str, token: str) -> None:
    """Ask the server to end with its kernels; end it if it does not."""
    headers = {"Authorization": f"token {token}"}
    request = urllib.request.Request(address, method="POST", headers=headers)
    try:
        urllib.request.urlopen(request, timeout=5).close()
    except OSError:
        process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
