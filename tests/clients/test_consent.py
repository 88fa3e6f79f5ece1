"""What leaves the machine over `whygrad lsp` is shown first, in an editor that offers to show it."""

import asyncio

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from pytest_lsp import LanguageClient, client_capabilities

from tests.clients.conftest import BROKEN
from tests.clients.test_lsp import CONFIG, actions_for, fail, open_document, until
from tests.recorder import recording
from whygrad.user.settings import write_setting

SECRET = BROKEN + "api_key = 'abcd1234'\n"


@pytest.fixture
def program(tmp_path):
    path = tmp_path / "project" / "train.py"
    path.parent.mkdir()
    path.write_text(SECRET, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def elsewhere(home, program):
    """A server on another machine, where everything may be sent; the program has failed before that was set."""
    fail(program, "--trace")
    with recording() as server:
        write_setting("server", server.url)
        write_setting("send", "source")
        yield server


class Person:
    """Sees what would be sent and, once told to, answers."""

    def __init__(self, agrees):
        self.agrees = agrees
        self.shown = []
        self.may_answer = asyncio.Event()

    async def confirm(self, outgoing):
        self.shown.append(outgoing)
        await self.may_answer.wait()
        return self.agrees


@pytest_lsp.fixture(config=CONFIG)
async def client(lsp_client: LanguageClient):
    # The server reads the user's settings from the environment that the fixtures have set.
    yield lsp_client
    await asyncio.wait_for(lsp_client.shutdown_session(), 20)


async def begin(client, person):
    @client.feature("whygrad/confirmSending")
    async def confirm(outgoing):
        return await person.confirm(outgoing)

    options = lsp.InitializeParams(
        capabilities=client_capabilities("visual_studio_code"), initialization_options={"confirmsSending": True}
    )
    await client.initialize_session(options)


async def settle(condition):
    for _ in range(600):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not come about")


@pytest.mark.asyncio
async def test_what_would_be_sent_is_shown_and_sent_once_they_agree(client, program, elsewhere):
    person = Person(agrees=True)
    await begin(client, person)
    uri = open_document(client, program)
    await until(client, uri, bool)  # told from what is installed
    await settle(lambda: len(person.shown) == 2)
    traceback, source = sorted(person.shown, key=lambda shown: shown.kind, reverse=True)
    assert (traceback.kind, source.kind) == ("traceback", "source")
    assert source.server == elsewhere.url
    assert "hidden += 1" in source.text and "abcd1234" not in source.text
    assert elsewhere.received == []
    person.may_answer.set()
    await settle(lambda: elsewhere.received)
    path, body = elsewhere.received[-1]
    assert path.endswith("/repairs") and body["code"] in source.text


@pytest.mark.asyncio
async def test_nothing_is_sent_where_they_do_not_agree(client, program, elsewhere):
    person = Person(agrees=False)
    person.may_answer.set()
    await begin(client, person)
    uri = open_document(client, program)
    (found,) = await until(client, uri, bool)
    await settle(lambda: len(person.shown) == 2)
    command = lsp.ExecuteCommandParams(command="whygrad.verify", arguments=[uri])
    await client.workspace_execute_command_async(command)
    await actions_for(client, uri, found)
    assert "not agreed" in client.messages[-1].message
    assert elsewhere.received == []
    assert len(person.shown) == 2


@pytest.mark.asyncio
async def test_a_program_that_is_verified_is_sent_without_its_secrets(client, program, elsewhere):
    await client.initialize_session(lsp.InitializeParams(capabilities=client_capabilities("neovim")))
    uri = open_document(client, program)
    command = lsp.ExecuteCommandParams(command="whygrad.verify", arguments=[uri])
    await client.workspace_execute_command_async(command)
    (body,) = [body for path, body in elsewhere.received if path.endswith("/verifications")]
    assert "hidden += 1" in body["code"] and "abcd1234" not in body["code"]
