"""VS Code itself: code-server with the packaged extension, opened in Chromium on a folder."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from service.authoring.bundling import write_bundles
from tests.addresses import free_port, wait_for
from tests.clients.conftest import BROKEN
from tests.editors.vscode.window import HEIGHT, ROOT, WIDTH, Window, person
from whygrad.answers.bundle import DATA, installed_library

EXTENSION = ROOT / "editors" / "vscode" / "whygrad.vsix"
VSCE = EXTENSION.parent / "node_modules" / ".bin" / "vsce"
PYTHON_EXTENSION = Path(__file__).parent / "python_extension"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "whygrad" / "editors"
NODE = CACHE / "node" / "bin" / "node"
CODE_SERVER = CACHE / "code-server" / "node_modules" / "code-server" / "out" / "node" / "entry.js"
MILLISECONDS = 60_000  # to wait for anything
QUIET = {
    "chat.disableAIFeatures": True,
    "editor.fontSize": 12,
    "editor.minimap.enabled": False,
    "security.workspace.trust.enabled": True,
    "security.workspace.trust.startupPrompt": "never",
    "security.workspace.trust.banner": "never",
    "telemetry.telemetryLevel": "off",
    "terminal.integrated.fontSize": 12,
    "terminal.integrated.gpuAcceleration": "off",
    "window.restoreWindows": "none",
    "workbench.colorTheme": "Default Light Modern",
    "workbench.startupEditor": "none",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "whygrad.interpreter": sys.executable,
}


@pytest.fixture(scope="session", autouse=True)
def installed_knowledge():
    write_bundles(ROOT / "knowledge", DATA)
    installed_library.cache_clear()


@pytest.fixture(scope="session")
def extensions(tmp_path_factory):
    """A folder with the extension installed from its package, and what stands in for the Python extension."""
    folder, stand_in = tmp_path_factory.mktemp("extensions"), tmp_path_factory.mktemp("stand_in") / "python.vsix"
    package = ["package", "--no-dependencies", "--allow-missing-repository", "--skip-license", "--out", stand_in]
    subprocess.run([NODE, VSCE, *package], cwd=PYTHON_EXTENSION, check=True, timeout=180)
    command = [NODE, CODE_SERVER, "--extensions-dir", folder, "--user-data-dir", tmp_path_factory.mktemp("data")]
    command += ["--install-extension", EXTENSION, "--install-extension", stand_in]
    subprocess.run(command, check=True, timeout=180, env=person(folder))
    return folder


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A person without settings, who speaks English."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    for name in (".bashrc", ".profile"):  # of terminals, and of the shell that VS Code takes its environment from
        (home / name).write_text(f"PS1='$ ' PATH='{person(home)['PATH']}'\n", encoding="utf-8")
    return home


@pytest.fixture
def folder(tmp_path):
    """A folder with a program that fails."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "train.py").write_text(BROKEN, encoding="utf-8")
    return folder


@pytest.fixture
def open_code(chromium, extensions, home, folder, tmp_path):
    """Opens VS Code on the folder, trusted or not, with settings of the person's own."""
    started = []

    def start(*, is_trusted=True, selected_python="", **settings):
        trusting = ["--disable-workspace-trust"] if is_trusted else []
        data, port = tmp_path / "data", free_port()
        for place in ("User", "Machine"):
            (data / place).mkdir(parents=True)
            (data / place / "settings.json").write_text(json.dumps(QUIET | settings), encoding="utf-8")
        options = ["--auth", "none", "--bind-addr", f"127.0.0.1:{port}", "--config", tmp_path / "config.yaml"]
        options += ["--user-data-dir", data, "--extensions-dir", extensions]
        options += ["--disable-telemetry", "--disable-update-check", *trusting]
        log = (tmp_path / "code-server.log").open("wb")
        environment = person(home) | {"SELECTED_PYTHON": selected_python}
        process = subprocess.Popen(
            [NODE, CODE_SERVER, *options], env=environment, stdout=log, stderr=log, start_new_session=True
        )
        context = chromium.new_context(viewport={"width": WIDTH, "height": HEIGHT})
        started.append((context, process))
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        address = f"http://127.0.0.1:{port}/?folder={folder}"
        wait_for(address, process)
        page.goto(address)
        page.locator(".monaco-workbench .part.statusbar").wait_for(timeout=2 * MILLISECONDS)
        page.set_default_timeout(MILLISECONDS)
        return Window(page, folder)

    yield start
    for context, process in started:
        context.pages[0].screenshot(path=tmp_path / "last.png")  # to look at where the test has failed
        context.close()
        end(process)


def end(process):
    """End a server and whatever it has started."""
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(timeout=30)
