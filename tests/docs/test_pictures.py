"""The pictures of the clients' pages.

That of a notebook is the real page of nbconvert in Chromium: `CAPTURE=1 pytest tests/docs` takes it anew. Those of VS
Code are taken where it is driven: `CAPTURE=1 make test-editors`.
"""

import os
import shutil

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from service.authoring.bundling import write_bundles
from tests.docs.consoles import ROOT
from whygrad.answers.bundle import DATA, installed_library

CHROMIUM = shutil.which("chromium")
FOLDER = ROOT / "docs" / "clients"
PICTURE = FOLDER / "notebook.png"
PICTURE_BYTES = 250_000
CELLS = (
    "%load_ext whygrad\n%whygrad watch\n%xmode Minimal",
    "import torch\n\nmodel = torch.nn.Linear(3, 1)\nfeatures = model(torch.randn(4, 3)).detach()",
    "features.mean().backward()",
)


@pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="Chromium is not installed")
def test_a_notebook_shows_the_diagnosis_below_its_traceback(tmp_path, monkeypatch):
    from playwright.sync_api import sync_playwright

    write_bundles(ROOT / "knowledge", DATA)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("HOME", str(tmp_path))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    NotebookClient(notebook, allow_errors=True, timeout=120).execute()
    page_path = tmp_path / "notebook.html"
    page_path.write_text(HTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 900, "height": 900})
        page.goto(page_path.as_uri(), wait_until="domcontentloaded")
        title = installed_library("en").entry("no-grad-fn").title
        heading = page.get_by_role("heading", name=title.replace("`", ""))
        assert heading.bounding_box()["y"] > page.get_by_text("RuntimeError: element 0").first.bounding_box()["y"]
        assert page.get_by_text("Cell In[2]").is_visible()
        if os.environ.get("CAPTURE"):
            page.screenshot(path=PICTURE)
        browser.close()


@pytest.mark.parametrize("picture", sorted(FOLDER.rglob("*.png")), ids=lambda picture: picture.stem)
def test_a_picture_is_small_and_some_page_shows_it(picture):
    assert picture.stat().st_size < PICTURE_BYTES
    pages = [*FOLDER.glob("*.md"), ROOT / "editors" / "vscode" / "README.md"]
    assert any(f"{picture.name})" in page.read_text(encoding="utf-8") for page in pages)
