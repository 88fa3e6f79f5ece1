"""Every problem has a page, which its `type` names."""

import re

import pytest

from service.api.problems import KINDS

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_problem_has_a_page_in_both_languages(client, kind, language):
    page = client.get(f"/problems/{kind.code}?language={language}")
    assert page.content_type == "text/html; charset=utf-8"
    assert f"<code>{kind.code}</code>" in page.text
    found = client.get(f"/problems/{kind.code}?language={language}", headers={"Accept": "application/json"}).json
    assert found["status"] == KINDS[kind].status
    assert all(bool(CHINESE.search(found[name])) == (language == "zh") for name in ("title", "detail", "remedy"))
    assert f"<h1>{found['title']}</h1>" in page.text


def test_the_type_of_a_problem_is_the_address_of_its_page(client):
    problem = client.get("/v1/errors/nothing").json
    assert problem["type"] == "/problems/unknown-entry"
    assert (problem["code"], problem["parameters"]) == ("unknown-entry", {"id": "nothing"})
    assert client.get(problem["type"]).status_code == 200


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_problems_and_faults_are_listed(client, language):
    found = client.get(f"/problems?language={language}", headers={"Accept": "application/json"}).json
    assert {problem["code"] for problem in found["problems"]} == {kind.code for kind in KINDS}
    assert {"too-long", "blank"} <= {fault["code"] for fault in found["faults"]}
    page = client.get(f"/problems?language={language}").text
    assert all(problem["code"] in page for problem in found["problems"])


def test_an_unknown_code_is_a_problem(client):
    response = client.get("/problems/<script>")
    assert (response.status_code, response.json["code"]) == (404, "unknown-problem")


def test_the_documentation_shows_what_is_answered(client):
    page = client.get("/docs").text
    assert '<section class="operation" id="Diagnosis">' in page
    assert "Whether there are more than are shown." in page
    assert '<a href="#Frame">' in page
