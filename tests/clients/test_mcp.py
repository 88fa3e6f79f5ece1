"""`whygrad mcp` with the SDK's client, over stdio and streamable HTTP: tools, schemas, resources, and what may be sent."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from mcp import Client, StdioServerParameters

from tests.addresses import free_port, wait_until_it_listens
from tests.clients.conftest import NON_SCALAR
from whygrad.answers.browsing import list_titles
from whygrad.answers.bundle import installed_library
from whygrad.answers.codec import dump
from whygrad.answers.diagnoses import diagnose
from whygrad.answers.questions import answer_question
from whygrad.mcp import build_server
from whygrad.user.settings import Settings, write_setting

ROOT = Path(__file__).resolve().parents[2]
CODE = "import torch\ny = torch.ones(3, requires_grad=True) * 2\ny.backward()\n"
FIXED = CODE.replace("y.backward()", "y.sum().backward()")


def ask(server, question):
    """What a client gets of a server, by an async function of the client."""

    async def run():
        async with Client(server) as client:
            return await question(client)

    return asyncio.run(run())


def call(server, tool, **arguments):
    return ask(server, lambda client: client.call_tool(tool, arguments))


@pytest.fixture
def offline():
    return build_server(Settings(language="en"))


@pytest.fixture
def serving(live_server):
    return build_server(Settings(language="en", server=live_server.url, send="source"))


def test_a_diagnosis_is_the_librarys(offline):
    result = call(offline, "diagnose", traceback=NON_SCALAR)
    assert result.structured_content == dump(diagnose(installed_library("en"), NON_SCALAR))
    assert result.content[0].text.startswith("# backward()")


def test_a_question_is_answered_as_the_library_does(offline):
    result = call(offline, "ask", question="what is a leaf tensor?")
    assert result.structured_content == dump(answer_question(installed_library("en"), "what is a leaf tensor?"))


def test_entries_and_concepts_are_explained_and_resources(offline):
    assert call(offline, "explain", id="no-grad-fn").structured_content["id"] == "no-grad-fn"
    assert call(offline, "explain", id="leaf-tensors").structured_content["kind"] == "concept"
    missing = call(offline, "explain", id="nothing-such")
    assert missing.is_error and "nothing-such" in missing.content[0].text
    resources = ask(offline, lambda client: client.list_resources()).resources
    library = installed_library("en")
    assert len(resources) == len(library.entries()) + len(library.concepts())
    read = ask(offline, lambda client: client.read_resource("whygrad://concepts/leaf-tensors"))
    assert read.contents[0].text.startswith(f"# {library.concept('leaf-tensors').title}")


def test_an_assistant_can_choose_among_all_titles(offline):
    result = call(offline, "topics")
    library = installed_library("en")
    assert result.structured_content == dump(list_titles(library))
    assert [topic["id"] for topic in result.structured_content["errors"]] == [entry.id for entry in library.entries()]
    assert f"- {library.concept('leaf-tensors').title} (`leaf-tensors`)" in result.content[0].text.splitlines()
    assert len(result.content[0].text) < 25_000


def test_every_answer_keeps_the_schema_that_its_tool_publishes(serving):
    tools = {tool.name: tool for tool in ask(serving, lambda client: client.list_tools()).tools}
    answers = {
        "diagnose": call(serving, "diagnose", traceback=NON_SCALAR),
        "ask": call(serving, "ask", question="what is a leaf tensor?"),
        "topics": call(serving, "topics"),
        "verify": call(serving, "verify", code=CODE),
        "repair": call(serving, "repair", code=CODE),
        "check_fix": call(serving, "check_fix", code=CODE, fixed=FIXED),
    }
    for name, answer in answers.items():
        assert not answer.is_error, answer.content
        jsonschema.validate(answer.structured_content, tools[name].output_schema)
        assert len(tools[name].description) < 160


def test_a_repair_comes_with_its_evidence(serving):
    repair = call(serving, "repair", code=CODE).structured_content
    assert repair["candidates"] and all(candidate["evidence"] for candidate in repair["candidates"])
    text = call(serving, "repair", code=CODE).content[0].text
    assert ("Verified" in text) == (repair["status"] == "repaired")
    verdict = call(serving, "verify", code=CODE)
    assert verdict.structured_content["verdict"]["exception"]["line"] == 3
    assert "line 3" in verdict.content[0].text


def test_nothing_that_runs_code_is_there_until_the_user_permits_it(offline):
    names = [tool.name for tool in ask(offline, lambda client: client.list_tools()).tools]
    assert names == ["diagnose", "ask", "topics", "explain"]
    permitted = build_server(Settings(server="http://127.0.0.1:9", send="source"))
    assert call(permitted, "repair", code=CODE).is_error


@pytest.mark.parametrize("arguments", [{}, {"traceback": ""}, {"traceback": "x" * 300_000}, {"traceback": 3}])
def test_bad_input_is_an_error_with_its_field(offline, arguments):
    result = call(offline, "diagnose", **arguments)
    assert result.is_error
    assert "traceback" in result.content[0].text


def test_over_stdio():
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "whygrad", "mcp", "--lang", "zh"], env=environment
    )
    result = call(server, "diagnose", traceback=NON_SCALAR)
    assert result.structured_content == dump(diagnose(installed_library("zh"), NON_SCALAR))


def test_over_streamable_http():
    port = free_port()
    command = [sys.executable, "-m", "whygrad", "mcp", "--http", str(port)]
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until_it_listens(port)
            result = call(f"http://127.0.0.1:{port}/mcp", "diagnose", traceback=NON_SCALAR)
        finally:
            process.terminate()
    assert result.structured_content["status"] == "matched"


def test_the_skill_names_tools_and_commands_that_there_are(offline):
    text = (ROOT / "skills" / "whygrad" / "SKILL.md").read_text(encoding="utf-8")
    tools = {
        tool.name
        for tool in ask(build_server(Settings(server="http://x", send="source")), lambda c: c.list_tools()).tools
    }
    assert all(f"`{name}`" in text for name in tools)
    commands = {line.split()[1] for line in text.splitlines() if line.startswith("whygrad ")}
    help_text = subprocess.run(
        [sys.executable, "-m", "whygrad", "--help"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ).stdout
    assert commands and all(command in help_text for command in commands)


def test_settings_of_the_user_decide(live_server):
    write_setting("server", live_server.url)
    write_setting("send", "source")
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "whygrad", "mcp"], env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    names = [tool.name for tool in ask(server, lambda client: client.list_tools()).tools]
    assert "repair" in names
    assert json.loads(json.dumps(names))
