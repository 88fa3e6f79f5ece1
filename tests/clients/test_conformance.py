"""One kit for every client, published in `docs/clients`: each answers as the library does, equal as JSON."""

import asyncio
import io
import json
import sys
from pathlib import Path

import pytest
from mcp import Client as AssistantsClient

from whygrad.answering import Answering
from whygrad.answers.bundle import installed_library
from whygrad.answers.codec import dump
from whygrad.answers.diagnoses import diagnose
from whygrad.answers.logs import diagnose_log
from whygrad.answers.questions import answer_question
from whygrad.cli import main
from whygrad.client import Client
from whygrad.mcp import build_server
from whygrad.user.settings import Settings

KIT = json.loads(
    (Path(__file__).resolve().parents[2] / "docs" / "clients" / "conformance.json").read_text(encoding="utf-8")
)
LIBRARY = {"diagnosis": diagnose, "log": diagnose_log, "question": answer_question}
COMMAND = {"diagnosis": "diagnose", "log": "log", "question": "ask"}
TOOL = {"diagnosis": ("diagnose", "traceback"), "question": ("ask", "question")}


@pytest.fixture(params=KIT["cases"], ids=lambda case: f"{case['kind']}-{case['name']}-{case['language']}")
def case(request):
    return request.param


@pytest.fixture
def expected(case):
    return dump(LIBRARY[case["kind"]](installed_library(case["language"]), case["text"]))


def test_the_command_answers_as_the_library(case, expected, capsys, monkeypatch):
    is_question = case["kind"] == "question"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(case["text"].encode()), encoding="utf-8"))
    main([COMMAND[case["kind"]], "--json", "--lang", case["language"], *([case["text"]] if is_question else [])])
    assert json.loads(capsys.readouterr().out) == expected


def test_a_server_answers_as_the_library(case, expected, live_server):
    client = Client(live_server.url, case["language"])
    ask = {"diagnosis": client.diagnose, "log": client.diagnose_log, "question": client.ask}[case["kind"]]
    assert dump(ask(case["text"])) == expected


def test_the_door_of_pytest_and_notebooks_answers_as_the_library(case, expected):
    answering = Answering(Settings(language=case["language"]))
    ask = {"diagnosis": answering.diagnose, "log": answering.diagnose_log, "question": answering.ask}[case["kind"]]
    assert dump(ask(case["text"])) == expected


def test_an_assistant_gets_what_the_library_says(case, expected):
    if case["kind"] not in TOOL:
        return

    async def call():
        async with AssistantsClient(build_server(Settings(language=case["language"]))) as client:
            tool, argument = TOOL[case["kind"]]
            return await client.call_tool(tool, {argument: case["text"]})

    assert asyncio.run(call()).structured_content == expected


def test_the_kit_has_every_kind_in_both_languages():
    found = {(case["kind"], case["language"]) for case in KIT["cases"]}
    assert found == {(kind, language) for kind in LIBRARY for language in ("en", "zh")}
