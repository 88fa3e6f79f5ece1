"""JupyterLab itself, in a browser: below a failing cell stands why, and a click puts the correction into its cell."""

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect, sync_playwright

from service.authoring.bundling import write_bundles
from tests.addresses import free_port, wait_for
from whygrad.answers.bundle import DATA, installed_library

pytestmark = pytest.mark.editors
ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "whygrad" / "editors"
VERSION = "4.6.6"
PICTURE = ROOT / "docs" / "clients" / "jupyterlab.png"
WAIT = 180_000  # milliseconds
WRITTEN = "hidden = torch.sigmoid(model(x))\nhidden += 1\nhidden.sum().backward()"
CELLS = (
    "%load_ext whygrad\n%xmode Minimal",
    "import torch\n\ntorch.manual_seed(0)\nmodel = torch.nn.Linear(3, 1)\nx = torch.randn(4, 3)",
    WRITTEN,
)


@pytest.fixture(scope="session")
def jupyter():
    """JupyterLab in the user's cache, installed once (250 MB)."""
    write_bundles(ROOT / "knowledge", DATA)
    python = CACHE / "jupyterlab" / "bin" / "python"
    probe = [python, "-c", f"import jupyterlab, sys; sys.exit(jupyterlab.__version__ != '{VERSION}')"]
    if not python.exists() or subprocess.run(probe, capture_output=True).returncode:
        venv.create(CACHE / "jupyterlab", clear=True)
        install = [sys.executable, "-m", "pip", "--python", python, "install", f"jupyterlab=={VERSION}"]
        subprocess.run(install, check=True)
    return python


@pytest.fixture
def address(jupyter, tmp_path):
    """A server with a notebook, the extension as the wheel lays it, and a kernel of this environment."""
    data = tmp_path / "data"
    shutil.copytree(ROOT / "editors" / "jupyterlab", data / "labextensions" / "whygrad")
    kernel = data / "kernels" / "python3"
    kernel.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": command, "display_name": "Python 3", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    (tmp_path / "whygrad").mkdir()
    (tmp_path / "whygrad" / "settings.ini").write_text("[whygrad]\nlanguage = en\nserver = local\n", encoding="utf-8")
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    (tmp_path / "work").mkdir()
    nbformat.write(notebook, tmp_path / "work" / "train.ipynb")
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "JUPYTER_PATH": str(data),
        "JUPYTER_PLATFORM_DIRS": "1",
        "PYTHONPATH": os.environ.get("PYTHONPATH", str(ROOT)),
        "LANG": "C.UTF-8",
    }
    options = ["--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token=", "--ServerApp.password="]
    command = [jupyter, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={tmp_path / 'work'}"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/api", process)
        yield f"{url}/lab/tree/train.ipynb"
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture
def page(address):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1100, "height": 1800})
        page.set_default_timeout(WAIT)
        expect.set_options(timeout=WAIT)
        page.goto(address)
        page.get_by_text("Python 3 | Idle").wait_for()
        page.get_by_role("button", name="No", exact=True).click()  # news of Jupyter
        page.keyboard.press("Control+B")  # the files
        yield page
        browser.close()


def test_from_a_failing_cell_to_its_correction_by_clicks(page):
    page.get_by_text("Run", exact=True).first.click()
    page.get_by_text("Run All Cells", exact=True).click()
    failing = page.locator(".jp-CodeCell").nth(2)
    title = installed_library("en").entry("inplace-version-mismatch").title
    expect(failing.get_by_role("heading", name=title)).to_be_visible()
    failing.get_by_role("button", name="Explain").click()
    expect(failing.get_by_role("heading", name="Why", exact=True)).to_be_visible()
    failing.get_by_role("button", name="Fix").click()
    put = failing.get_by_role("button", name="Put it into the cell")
    expect(put).to_be_visible()
    assert "hidden += 1" in failing.locator(".cm-content").inner_text()
    if os.environ.get("CAPTURE"):
        page.screenshot(path=PICTURE)
    put.click()
    expect(failing.locator(".cm-content")).to_contain_text("hidden = hidden + 1")
    failing.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(failing.locator(".jp-OutputArea-output")).to_have_count(0)
