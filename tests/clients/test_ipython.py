"""IPython and notebooks: below a failing cell's traceback stands why, in a real shell and through nbclient."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from whygrad.answers.bundle import installed_library
from whygrad.user.last_failure import read_last_failure

ROOT = Path(__file__).resolve().parents[2]
CUT = "import torch\nmodel = torch.nn.Linear(3, 1)\nout = model(torch.randn(4, 3))\nkept = out.detach()"
BACKWARD = "loss = kept.pow(2).mean()\nloss.backward()"
WRITTEN = "h = torch.sigmoid(model(torch.randn(4, 3)))\nh += 1\nh.sum().backward()"


@pytest.fixture(autouse=True)
def importable(monkeypatch, home):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("IPYTHONDIR", str(home / "ipython"))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")


def run_notebook(*cells):
    """The outputs of each cell, in a kernel of its own."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, allow_errors=True, timeout=120).execute()
    return notebook


def shown(cell):
    """What whygrad shows below a cell, and that it stands below the traceback."""
    kinds = [output.output_type for output in cell.outputs]
    assert kinds.index("error") < kinds.index("display_data")
    return next(output.data for output in cell.outputs if output.output_type == "display_data")


def run_ipython(*lines):
    """What a shell of IPython prints for lines typed into it."""
    command = [sys.executable, "-m", "IPython", "--no-banner", "--simple-prompt", "--colors=NoColor"]
    typed = "\n".join(lines) + "\n"
    return subprocess.run(command, input=typed, capture_output=True, text=True, timeout=120, env={**os.environ}).stdout


def test_below_a_failing_cell_stands_why_as_text_and_as_markdown():
    notebook = run_notebook("%load_ext whygrad", CUT, BACKWARD)
    data = shown(notebook.cells[2])
    title = installed_library("en").entry("no-grad-fn").title
    assert data["text/plain"].startswith(title)
    assert data["text/markdown"].startswith(f"### {title}")
    assert "loss.backward()" in data["text/markdown"]
    assert data["application/vnd.whygrad+json"]["labels"]["fix"] == "Fix"


def test_a_cell_that_is_watched_names_the_cell_that_cut_the_graph():
    notebook = run_notebook("%load_ext whygrad\n%whygrad watch", CUT, BACKWARD)
    text = shown(notebook.cells[2])["text/plain"]
    assert "Cell In[2]" in text and "kept = out.detach()" in text and "^" in text
    assert read_last_failure().culprit.line == 4


def test_a_cell_magic_watches_its_cell_alone():
    notebook = run_notebook(
        "%load_ext whygrad", CUT, "%%whygrad\ncopy = model(torch.randn(4, 3)).detach()\ncopy.sum().backward()"
    )
    text = shown(notebook.cells[2])["text/plain"]
    assert "copy = model(torch.randn(4, 3)).detach()" in text
    assert sum(output.output_type == "display_data" for output in notebook.cells[2].outputs) == 1


def test_the_last_error_is_shown_at_length():
    notebook = run_notebook("%load_ext whygrad", "%whygrad", CUT, BACKWARD, "%whygrad")
    assert "No cell has failed" in notebook.cells[1].outputs[0].text
    (output,) = notebook.cells[4].outputs
    assert len(output.data["text/markdown"]) > len(shown(notebook.cells[3])["text/markdown"])


def test_the_program_of_a_failure_is_the_cells_that_ran_without_others_that_failed():
    shown = "get_ipython().find_line_magic('whygrad').__self__.cells_of_failure()"
    failing = f"%%whygrad\n{BACKWARD}"
    notebook = run_notebook("%load_ext whygrad", "{}['x']", CUT, failing, "{}['y']", shown)
    cells = eval(notebook.cells[5].outputs[0].data["text/plain"])
    assert cells == ["", "%load_ext whygrad", CUT, failing]


def test_an_error_that_is_none_of_ours_gets_no_word():
    notebook = run_notebook("%load_ext whygrad", "{}['x']", "x = (", "raise KeyboardInterrupt")
    assert all([output.output_type for output in cell.outputs] == ["error"] for cell in notebook.cells[1:])


def test_a_shell_prints_it():
    printed = run_ipython(
        "%load_ext whygrad", *CUT.splitlines(), *BACKWARD.splitlines(), "%whygrad nonsense", "%whygrad fix"
    )
    assert installed_library("en").entry("no-grad-fn").title in printed
    assert "UsageError" in printed
    assert "whygrad settings server local" in printed


def test_in_a_written_place_only_a_second_run_can_tell_and_none_is_made():
    notebook = run_notebook("%load_ext whygrad", CUT, f"%%whygrad\n{WRITTEN}")
    assert installed_library("en").entry("inplace-version-mismatch").title in shown(notebook.cells[2])["text/plain"]


def test_it_reads_well_in_an_exported_page():
    notebook = run_notebook("%load_ext whygrad", CUT, BACKWARD)
    page, _ = HTMLExporter().from_notebook_node(notebook)
    assert f"{installed_library('en').entry('no-grad-fn').title}" in page
    assert "<h3" in page.partition("RuntimeError")[2]


def test_what_a_cell_holds_is_no_markup():
    notebook = run_notebook(
        "%load_ext whygrad", CUT, "loss = kept.sum()  # </code><script>alert(1)</script>\nloss.backward()"
    )
    page, _ = HTMLExporter().from_notebook_node(notebook)
    assert "<script>alert(1)" not in page


def test_a_short_traceback_is_diagnosed_as_well():
    notebook = run_notebook("%load_ext whygrad\n%xmode Minimal", CUT, BACKWARD)
    assert "loss.backward()" in shown(notebook.cells[2])["text/plain"]
    (error,) = [output for output in notebook.cells[2].outputs if output.output_type == "error"]
    assert len(error.traceback) == 1


def test_watching_does_not_show_in_the_traceback():
    notebook = run_notebook("%load_ext whygrad\n%whygrad watch", CUT, BACKWARD)
    (error,) = [output for output in notebook.cells[2].outputs if output.output_type == "error"]
    assert "recorder.py" not in "\n".join(error.traceback)
