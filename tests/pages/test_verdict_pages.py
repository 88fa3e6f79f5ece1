"""Running a program of the knowledge from a page."""

import re
import threading

import pytest

from service.app import create_app
from service.settings import Settings
from service.verifier.contract import Busy, JobState, Refused, Starting

FIX = {"error": "no-grad-fn", "case": "plain-tensors", "fix": "leaf-and-sum"}


def run(client, form, **options):
    response = client.post("/verifications", data=form, follow_redirects=True, **options)
    for _ in range(60):
        if "http-equiv" not in response.text:
            return response
        threading.Event().wait(1)
        response = client.get(response.request.full_path)
    raise AssertionError("it still runs")


def test_a_fix_is_run_and_its_verdict_shown(client):
    response = run(client, FIX)
    assert response.status_code == 200
    assert "It ran to its end, and every check held" in response.text
    statements = client.get("/v1/errors/no-grad-fn").json["cases"][0]["fixes"][0]["evidence"][0]["checks"]
    assert response.text.count("<li>") == len(statements)
    assert "tensor([[ 1.5000,  7.0000]" in response.text
    assert "torch 2.13.0" in response.text
    assert response.headers["Cache-Control"] == "no-store"


def test_the_verdict_has_an_address_of_its_own_and_both_languages(client):
    posted = client.post("/verifications?language=zh", data=FIX)
    assert posted.status_code == 303
    assert re.fullmatch(
        r"/verifications/[\w-]{16,}\?error=no-grad-fn&case=plain-tensors&fix=leaf-and-sum&language=zh", posted.location
    )
    run(client, FIX)
    page = client.get(posted.location).text
    assert "运行完毕，各项检查全部通过" in page
    assert 'href="/errors/no-grad-fn?language=zh#plain-tensors"' in page


def test_a_reproduction_ends_as_it_should_and_a_concept_prints(client):
    entry = run(client, {"error": "no-grad-fn", "case": "plain-tensors"}).text
    assert "It ended with an exception" in entry
    assert "RuntimeError: element 0 of tensors does not require grad" in entry
    assert "It ran to its end</h1>" in run(client, {"concept": "leaf-tensors"}).text


@pytest.mark.parametrize(
    ("form", "status"),
    [({"case": "plain-tensors"}, 422), ({"error": "no-grad-fn", "concept": "leaf-tensors"}, 422), ({"concept": "leaf-tensors", "fix": "x"}, 422),
     ({"error": "nothing"}, 404), ({"error": "no-grad-fn", "case": "nothing"}, 422), ({"code": "print(1)"}, 422),
     (FIX | {"fix": "<script>"}, 422)],
)  # fmt: skip
def test_what_is_not_of_the_knowledge_is_not_run(client, form, status):
    response = client.post("/verifications", data=form, headers={"Accept": "text/html"})
    assert response.status_code == status
    assert response.content_type.startswith("text/html")
    assert "<script>" not in response.text


def test_a_verdict_is_shown_for_the_program_that_was_run_only(client):
    address = client.post("/verifications", data=FIX).location
    run(client, FIX)
    other = client.get(address.replace("leaf-and-sum", "leaf-and-gradient"), headers={"Accept": "text/html"})
    assert other.status_code == 404
    assert client.get(address).status_code == 200


class Stub:
    """A verifier in a state that a real one is in for moments only."""

    def __init__(self, state):
        self.state = state

    def submit(self, job, wait_seconds, client=""):
        if isinstance(self.state, JobState):
            return self.state
        raise Refused(self.state)

    def read(self, job_id, wait_seconds=0.0):
        return self.submit(None, 0)


def stubbed(loaded_database_url, state):
    return create_app(Settings(database_url=loaded_database_url), Stub(state)).test_client()


def test_a_program_that_still_runs_is_looked_at_again(loaded_database_url):
    client = stubbed(loaded_database_url, JobState("some-id", "running", None))
    page = client.post("/verifications", data=FIX, follow_redirects=True)
    assert '<meta http-equiv="refresh" content="2">' in page.text
    assert "Still running" in page.text


@pytest.mark.parametrize(("refusal", "status"), [(Busy(7), 429), (Starting(), 503)])
def test_a_verifier_that_takes_nothing_is_told_on_a_page(loaded_database_url, refusal, status):
    client = stubbed(loaded_database_url, refusal)
    response = client.post("/verifications", data=FIX, headers={"Accept": "text/html"})
    assert response.status_code == status
    assert "Try again in" in response.text
    assert response.headers["Retry-After"]


def test_a_server_without_a_verifier_says_so(loaded_database_url):
    client = create_app(Settings(database_url=loaded_database_url)).test_client()
    response = client.post("/verifications", data=FIX, headers={"Accept": "text/html"})
    assert response.status_code == 503
    assert "<h1>" in response.text
