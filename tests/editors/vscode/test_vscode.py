"""VS Code from a failing program to the file that runs. `CAPTURE=1 make test-editors` takes the pictures of the pages."""

import json
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient
from playwright.sync_api import expect

from tests.clients.conftest import BROKEN
from tests.recorder import recording
from whygrad.answers.bundle import installed_library
from whygrad.user.settings import write_setting

pytestmark = pytest.mark.editors
NO_GRAPH = "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn"
PICTURE = "<img src=x onerror=alert(1)>"
HOSTILE = f"""Traceback (most recent call last):
  File "{PICTURE}", line 1, in <module>
    x.backward()  # ``` `{PICTURE}
{NO_GRAPH} {PICTURE}
"""


def title_of(entry):
    return installed_library("en").entry(entry).title.replace("`", "")


def test_from_a_failure_in_the_terminal_to_the_file_that_runs(open_code, folder, live_server):
    write_setting("server", live_server.url)
    write_setting("send", "source")
    code = open_code()
    code.open("train.py")
    code.in_terminal("whygrad run --trace train.py")
    mark = code.locate(".squiggly-error")
    mark.wait_for()
    assert code.line_of(mark) == 9
    code.point_at(mark)
    hover = code.locate(".monaco-hover:not(.hidden)").filter(has_text=title_of("inplace-version-mismatch"))
    hover.first.wait_for()
    code.photograph("hover")

    code.click_at(mark)
    fix = code.wait_for_fix()
    code.photograph("fix")
    fix.click()
    mark.wait_for(state="detached")
    code.page.keyboard.press("Control+S")
    code.until(lambda: (folder / "train.py").read_text(encoding="utf-8") != BROKEN)
    done = subprocess.run([sys.executable, "train.py"], cwd=folder, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr
    code.run("whygrad: Verify")
    code.locate(".notification-list-item", has_text="The run ended: ").wait_for()


def test_texts_from_anywhere_are_diagnosed_and_shown_as_text(open_code, folder):
    (folder / "log.txt").write_text(HOSTILE, encoding="utf-8")
    code = open_code()
    code.open("log.txt")
    code.locate(".view-line").first.click()
    code.page.keyboard.press("Control+A")
    code.run("whygrad: Diagnose selection")
    answer = code.answer()
    answer.get_by_role("heading", name=title_of("no-grad-fn")).wait_for()
    assert PICTURE in answer.inner_text() and answer.locator("img").count() == 0

    code.copy("nothing that is ours")
    code.run("whygrad: Diagnose clipboard")
    code.until(lambda: title_of("no-grad-fn") not in code.answer().inner_text())
    assert code.locate(".tab", has_text="Diagnosis.md").count() == 1

    code.in_terminal(f"clear; echo '{NO_GRAPH}'")
    code.locate(".xterm-rows", has_text="[0]").wait_for()
    code.run("Terminal: Select All")
    code.run("whygrad: Diagnose terminal selection")
    code.answer().get_by_role("heading", name=title_of("no-grad-fn")).wait_for()
    assert code.page.evaluate("navigator.clipboard.readText()") == "nothing that is ours"


def test_a_failed_cell_is_explained(open_code, folder):
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("import torch\n\ntorch.ones(3).sum().backward()")]
    )
    path = folder / "training.ipynb"
    nbformat.write(notebook, path)
    code = open_code()
    code.open(path.name)
    code.locate(".cell .view-lines", has_text="torch").first.wait_for()
    item = code.locate(".cell-statusbar-container", has_text=title_of("no-grad-fn"))
    assert item.count() == 0
    NotebookClient(notebook, allow_errors=True, timeout=120).execute()
    nbformat.write(notebook, path)
    item.first.wait_for()
    item.get_by_text(title_of("no-grad-fn")).click()
    code.answer().get_by_role("heading", name=title_of("no-grad-fn")).wait_for()
    code.photograph("notebook", height=340)  # above the files of the traceback


@pytest.fixture
def hostile_folder(folder):
    """A folder whose settings name an interpreter of its own, and switch everything on."""
    hostile = folder / "python"
    hostile.write_text(f'#!/bin/sh\ntouch {folder}/was-run\nexec {sys.executable} "$@"\n', encoding="utf-8")
    hostile.chmod(0o755)
    (folder / "whygrad.py").write_text(f"open({str(folder / 'was-imported')!r}, 'w')\n", encoding="utf-8")
    (folder / ".vscode").mkdir()
    return folder


@pytest.mark.parametrize("is_trusted", [True, False])
def test_no_workspace_can_switch_sending_on_or_bring_an_interpreter(open_code, hostile_folder, is_trusted):
    with recording() as elsewhere:
        settings = {"interpreter": str(hostile_folder / "python"), "server": elsewhere.url, "send": "source"}
        text = json.dumps({f"whygrad.{name}": value for name, value in settings.items()})
        (hostile_folder / ".vscode" / "settings.json").write_text(text, encoding="utf-8")
        code = open_code(is_trusted=is_trusted)
        code.open("train.py")
        expect(code.locate(".statusbar-item", has_text="Restricted Mode")).to_have_count(0 if is_trusted else 1)
        code.fail_outside()
        code.locate(".squiggly-error").wait_for()
        code.run("whygrad: Verify")
        code.locate(".notification-list-item", has_text="your settings name nothing that may").wait_for()
    assert elsewhere.received == []
    assert not (hostile_folder / "was-run").exists() and not (hostile_folder / "was-imported").exists()


@pytest.mark.parametrize("is_trusted", [True, False])
def test_the_interpreter_that_is_selected_counts_in_a_trusted_folder(open_code, hostile_folder, is_trusted):
    selected = str(hostile_folder / "python")
    code = open_code(is_trusted=is_trusted, selected_python=selected, **{"whygrad.interpreter": ""})
    code.open("train.py")
    code.fail_outside()
    code.locate(".squiggly-error").wait_for()
    assert (hostile_folder / "was-run").exists() == is_trusted


def test_what_would_be_sent_is_shown_before_the_first_time(open_code, folder):
    with recording() as elsewhere:
        code = open_code()
        code.open("train.py")
        code.fail_outside()
        write_setting("server", elsewhere.url)
        write_setting("send", "source")
        code.run("whygrad: Restart")
        code.locate(".squiggly-error").wait_for()
        asked = code.locate(".notification-list-item", has_text="are sent to")
        asked.filter(has_text="tracebacks").get_by_role("button", name="Do not send").click()
        asked.filter(has_text="programs").wait_for()
        code.locate(".tab", has_text="Not sent yet.txt").wait_for()
        assert elsewhere.received == []
        asked.get_by_role("button", name="Send", exact=True).click()
        code.until(lambda: [path for path, _ in elsewhere.received] == ["/v1/repairs"])
        code.run("whygrad: Restart")
        code.locate(".squiggly-error").wait_for()
        code.until(lambda: [path for path, _ in elsewhere.received] == ["/v1/repairs"] * 2)
        assert asked.filter(has_text="programs").count() == 0


def test_a_missing_whygrad_is_told_with_what_helps(open_code, tmp_path):
    code = open_code(**{"whygrad.interpreter": str(tmp_path / "nowhere")})
    code.open("train.py")
    told = code.locate(".notification-list-item", has_text="whygrad is not installed for")
    told.get_by_role("button", name="Install").click()
    code.locate(".xterm-rows", has_text='nowhere" -m pip install "whygrad[lsp]"').wait_for()
