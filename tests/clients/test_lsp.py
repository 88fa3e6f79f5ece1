"""`whygrad lsp` under the capabilities of several editors: from a failing program to the applied fix."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from tests.clients.conftest import BROKEN, NO_GRAPH
from whygrad.answers.bundle import installed_library
from whygrad.answers.edits import apply_edits
from whygrad.answers.runs import Position, Range, TextEdit
from whygrad.user.settings import write_setting

ROOT = Path(__file__).resolve().parents[2]
EDITORS = ("neovim", "visual_studio_code", "emacs")
WAIT_SECONDS = 60
HINTED = "import torch.nn.functional as F\n\n\ndef loss_of(logits, y):\n    return F.cross_entropy(F.softmax(logits, 1), y)\n"
CONFIG = ClientServerConfig(server_command=[sys.executable, "-m", "whygrad", "lsp", "--stdio"])


@pytest_lsp.fixture(config=CONFIG, params=EDITORS)
async def client(request, lsp_client: LanguageClient):
    # The server reads the user's folders from the environment that the fixture `home` has set.
    capabilities = client_capabilities(request.param)
    await lsp_client.initialize_session(lsp.InitializeParams(capabilities=capabilities, root_uri=None))
    yield lsp_client
    await lsp_client.shutdown_session()


def fail(program, *options):
    """Run a program in the terminal, where it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "whygrad", "run", *options, program.name]
    done = subprocess.run(command, cwd=program.parent, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1, done.stderr


def open_document(client, path, version=1):
    item = lsp.TextDocumentItem(
        uri=path.as_uri(), language_id="python", version=version, text=path.read_text(encoding="utf-8")
    )
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(text_document=item))
    return item.uri


async def until(client, uri, condition):
    """The diagnostics of a document, as soon as they are as wanted."""
    for _ in range(WAIT_SECONDS * 10):
        found = client.diagnostics.get(uri, [])
        if condition(found):
            return found
        await asyncio.sleep(0.1)
    raise AssertionError(client.diagnostics)


async def actions_for(client, uri, diagnostic):
    context = lsp.CodeActionContext(diagnostics=[diagnostic])
    parameters = lsp.CodeActionParams(
        text_document=lsp.TextDocumentIdentifier(uri=uri), range=diagnostic.range, context=context
    )
    return await client.text_document_code_action_async(parameters)


@pytest.mark.asyncio
async def test_a_failure_in_the_terminal_shows_at_the_line_that_did_it(client, program):
    uri = open_document(client, program)
    await asyncio.sleep(1)
    assert not client.diagnostics.get(uri)
    fail(program, "--trace")
    (found,) = await until(client, uri, bool)
    assert (found.source, found.code) == ("whygrad", "inplace-version-mismatch")
    assert found.range.start == lsp.Position(8, 4)
    assert "line 8 has saved" in found.message
    (related,) = found.related_information
    assert related.location.range.start.line == 11 and "RuntimeError" in related.message
    position = lsp.HoverParams(text_document=lsp.TextDocumentIdentifier(uri=uri), position=lsp.Position(8, 6))
    hover = await client.text_document_hover_async(position)
    assert hover.contents.value.startswith("### " + installed_library("en").entry("inplace-version-mismatch").title)
    assert "line 8 has saved" in hover.contents.value and "does not decide" not in hover.contents.value


@pytest.mark.asyncio
async def test_without_tracing_it_shows_where_it_was_raised(client, program):
    fail(program)
    uri = open_document(client, program)
    (found,) = await until(client, uri, bool)
    assert found.range.start.line == 11
    (action,) = await actions_for(client, uri, found)
    assert action.edit is None and "settings name nothing" in action.disabled.reason


@pytest.mark.asyncio
async def test_a_text_that_is_not_the_one_that_failed_gets_nothing(client, program):
    fail(program)
    uri = open_document(client, program)
    await until(client, uri, bool)
    change = lsp.TextDocumentContentChangeWholeDocument(text=BROKEN + "# mine\n")
    identifier = lsp.VersionedTextDocumentIdentifier(uri=uri, version=2)
    client.text_document_did_change(lsp.DidChangeTextDocumentParams(text_document=identifier, content_changes=[change]))
    await until(client, uri, lambda found: not found)


@pytest.mark.asyncio
async def test_a_hint_is_shown_and_silenced_on_its_line(client, program):
    program.write_text(HINTED, encoding="utf-8")
    uri = open_document(client, program)
    (found,) = await until(client, uri, bool)
    assert (found.code, found.range.start.line) == ("silent-double-softmax", 4)
    (action,) = await actions_for(client, uri, found)
    (edit,) = action.edit.changes[uri]
    assert edit.new_text == "  # whygrad: ignore[silent-double-softmax]"


@pytest.mark.asyncio
async def test_a_pasted_text_is_diagnosed(client):
    command = lsp.ExecuteCommandParams(command="whygrad.diagnose", arguments=[f"x.backward()\n{NO_GRAPH} <img src=x>"])
    answer = await client.workspace_execute_command_async(command)
    entry = installed_library("en").entry("no-grad-fn")
    assert answer["title"] == entry.title.replace("`", "")
    assert answer["markdown"].startswith(f"# {entry.title}\n\n{entry.summary}")
    assert "<img" not in answer["markdown"]
    assert "a leaf of its own" in answer["markdown"] and "](/" not in answer["markdown"]
    command = lsp.ExecuteCommandParams(command="whygrad.diagnose", arguments=["nothing of ours"])
    answer = await client.workspace_execute_command_async(command)
    assert answer["title"] is None and answer["markdown"].strip()


@pytest.mark.asyncio
async def test_a_pasted_text_that_is_too_long_is_refused(client):
    command = lsp.ExecuteCommandParams(command="whygrad.diagnose", arguments=["x" * 200_001])
    with pytest.raises(JsonRpcException, match="at most 200,000"):
        await client.workspace_execute_command_async(command)


class TestInChinese:
    """What is told is in the language of the settings."""

    @pytest.fixture(autouse=True)
    def chinese(self, home):
        write_setting("language", "zh")

    @pytest.mark.asyncio
    async def test_a_hint_its_explanation_and_its_comment_are_in_chinese(self, client, program):
        program.write_text(HINTED, encoding="utf-8")
        uri = open_document(client, program)
        (found,) = await until(client, uri, bool)
        assert "logits" in found.message and "传入" in found.message
        place = lsp.HoverParams(text_document=lsp.TextDocumentIdentifier(uri=uri), position=found.range.start)
        hover = await client.text_document_hover_async(place)
        assert installed_library("zh").entry("silent-double-softmax").title in hover.contents.value
        (action,) = await actions_for(client, uri, found)
        assert action.title == "在这一行忽略此提示"


@pytest.mark.asyncio
async def test_each_of_two_hints_on_a_line_has_its_comment_and_closing_clears_them(client, program):
    both = "loss = F.cross_entropy(F.softmax(x, 1), y); loss = torch.tensor(loss, requires_grad=True); loss.backward()"
    program.write_text(f"import torch\nimport torch.nn.functional as F\n{both}\n", encoding="utf-8")
    uri = open_document(client, program)
    found = await until(client, uri, lambda told: len(told) == 2)
    for one in found:
        (action,) = await actions_for(client, uri, one)
        assert action.edit.changes[uri][0].new_text == f"  # whygrad: ignore[{one.code}]"
    identifier = lsp.TextDocumentIdentifier(uri=uri)
    client.text_document_did_close(lsp.DidCloseTextDocumentParams(text_document=identifier))
    await until(client, uri, lambda told: not told)


ODD = [
    "",
    "import torch (\n\tif",
    "import torch\r\nx = '\U0001f600'\rloss = 1\n\x0c\n",
    "'\ud800'",
    "import torch\n" + "x = [1, 2, 3]\n" * 80_000,
    "import torch\n" + "(" * 5_000,
    '{"cells": [{"cell_type": "code", "source": ["import torch"]}]}',
    "\0",
]


@pytest.mark.asyncio
async def test_no_document_brings_it_down(client, program):
    for number, text in enumerate(ODD):
        uri = f"{program.as_uri()}.{number}" if number % 2 else f"vscode-notebook-cell:/train.ipynb#{number}"
        item = lsp.TextDocumentItem(uri=uri, language_id="python", version=1, text=text)
        client.text_document_did_open(lsp.DidOpenTextDocumentParams(text_document=item))
        assert not await until(client, uri, lambda _, uri=uri: uri in client.diagnostics)
        position = lsp.HoverParams(
            text_document=lsp.TextDocumentIdentifier(uri=uri), position=lsp.Position(10**6, 10**6)
        )
        assert await client.text_document_hover_async(position) is None


class TestWithAServer:
    """Repairs come from the user's server."""

    @pytest.fixture(autouse=True)
    def permitted(self, live_server, home):
        write_setting("server", live_server.url)
        write_setting("send", "source")

    @pytest.mark.asyncio
    async def test_the_proven_edit_is_preferred_and_gives_a_program_that_runs(self, client, program, live_server):
        fail(program, "--trace")
        uri = open_document(client, program)
        (found,) = await until(client, uri, bool)
        assert found.code_description.href == f"{live_server.url}/errors/inplace-version-mismatch"
        for _ in range(WAIT_SECONDS * 5):
            actions = await actions_for(client, uri, found)
            if actions[0].edit is not None:
                break
            await asyncio.sleep(0.2)
        assert actions[0].is_preferred
        (change,) = actions[0].edit.document_changes
        assert (change.text_document.uri, change.text_document.version) == (uri, 1)
        program.write_text(apply_edits(BROKEN, map(ours, change.edits)), encoding="utf-8")
        done = subprocess.run([sys.executable, program.name], cwd=program.parent, capture_output=True, timeout=120)
        assert done.returncode == 0
        command = lsp.ExecuteCommandParams(command="whygrad.verify", arguments=[uri])
        await client.workspace_execute_command_async(command)
        assert "raised" in client.messages[-1].message


def ours(edit):
    """An edit of the protocol as ours."""
    start, end = edit.range.start, edit.range.end
    span = Range(
        start=Position(line=start.line, character=start.character), end=Position(line=end.line, character=end.character)
    )
    return TextEdit(range=span, newText=edit.new_text)
