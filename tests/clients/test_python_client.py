"""The typed client against the real server: each route, equal to what the library says, and refusals as they are."""

import json
import urllib.request

import pytest

from tests.clients.conftest import NON_SCALAR
from whygrad.answering import Answering
from whygrad.answers.bundle import installed_library
from whygrad.answers.codec import dump
from whygrad.answers.diagnoses import diagnose, diagnose_batch
from whygrad.answers.logs import diagnose_log
from whygrad.answers.questions import answer_question
from whygrad.client import Client, ServerRefused, ServerUnreachable
from whygrad.user.settings import Settings

CODE = "import torch\ny = torch.ones(3, requires_grad=True) * 2\ny.backward()\n"


@pytest.fixture(params=["en", "zh"])
def language(request):
    return request.param


@pytest.fixture
def client(live_server, language):
    return Client(live_server.url, language)


def test_answers_are_equal_to_the_librarys(client, language):
    library = installed_library(language)
    assert dump(client.diagnose(NON_SCALAR)) == dump(diagnose(library, NON_SCALAR))
    assert dump(client.diagnose_batch([NON_SCALAR, "x"])) == dump(diagnose_batch(library, [NON_SCALAR, "x"]))
    assert dump(client.diagnose_log(NON_SCALAR)) == dump(diagnose_log(library, NON_SCALAR))
    assert dump(client.ask("what is a leaf tensor?")) == dump(answer_question(library, "what is a leaf tensor?"))


def test_the_knowledge_is_read(client, language):
    library = installed_library(language)
    assert client.entry("no-grad-fn") == library.entry("no-grad-fn")
    assert client.concept("leaf-tensors") == library.concept("leaf-tensors")
    assert client.entries(kind="silent", page_size=3).items[0].kind == "silent"
    assert client.concepts(page=2, page_size=5).page == 2
    assert client.search("leaf").items
    assert client.figure("retain-graph").startswith("<svg")
    assert client.bundle().version == library.version


def test_code_is_run_and_repaired(client):
    verdict = client.verify(code=CODE, wait=20).verdict
    assert verdict.outcome == "raised" and verdict.exception.line == 3
    assert client.verify(error="no-grad-fn", wait=20).verdict.outcome == "raised"
    repair = client.repair(CODE, wait=20)
    assert repair.candidates and repair.candidates[0].edits[0].newText
    assert client.repair_state(repair.id).candidates == repair.candidates


def test_the_server_describes_itself(client):
    assert client.describe().languages == ("en", "zh")
    assert client.alive().alive
    assert client.readiness().parts.knowledge.ready


def test_every_route_of_the_contract_has_its_method(live_server):
    paths = json.load(urllib.request.urlopen(f"{live_server.url}/openapi.json"))["paths"]
    for_readers = {"/docs", "/openapi.json", "/problems", "/problems/{code}"}
    covered = {
        "/v1/diagnoses", "/v1/diagnoses/batch", "/v1/logs", "/v1/questions", "/v1/errors", "/v1/errors/{item_id}",
        "/v1/concepts", "/v1/concepts/{item_id}", "/v1/concepts/{item_id}/figure.svg", "/v1/search", "/v1/bundle",
        "/v1/verifications", "/v1/verifications/{job_id}", "/v1/repairs", "/v1/repairs/{job_id}", "/v1", "/healthz", "/readyz",
    }  # fmt: skip
    assert {*paths} - for_readers == covered


def test_a_refusal_keeps_its_problem(client):
    with pytest.raises(ServerRefused) as refused:
        client.entry("nothing-such")
    assert refused.value.problem["code"] == "unknown-entry"
    with pytest.raises(ServerRefused) as refused:
        client.diagnose("x" * 300_000)
    assert refused.value.problem["status"] in (413, 422)


def test_nobody_there_is_told():
    with pytest.raises(ServerUnreachable, match="does not answer"):
        Client("http://127.0.0.1:9").diagnose("x")


@pytest.mark.parametrize("send", ["off", "traceback", "source"])
def test_a_server_is_asked_only_where_the_user_permits_it(monkeypatch, send):
    asked = []
    monkeypatch.setattr(Client, "diagnose", lambda self, text: asked.append(text))
    Answering(Settings(server="http://127.0.0.1:9", send=send)).diagnose(f"/home/mia/x.py\n{NON_SCALAR}")
    assert asked == ([] if send == "off" else [f"/home/user/x.py\n{NON_SCALAR}"])
