"""Pages of the knowledge: lists, entries, concepts; in both languages, kept by browsers until they change."""

import re
from html.parser import HTMLParser

import pytest
from flask import render_template_string

from tests.listing import list_all
from whygrad.answers.documents import FixEvidence
from whygrad.languages import LANGUAGES

PAGES = ["/", "/errors", "/errors/no-grad-fn", "/concepts", "/concepts/leaf-tensors", "/docs"]
VOID = {"meta", "link", "img", "input", "br", "hr"}


class Reader(HTMLParser):
    """The addresses and the nesting of a page."""

    def __init__(self, page):
        super().__init__()
        self.addresses, self.ids, self.open, self.styled, self.scripts = [], [], [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.addresses += [attributes[name] for name in ("href", "src", "action") if name in attributes]
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.styled += [tag for name in attributes if name == "style" or name.startswith("on")]
        self.scripts += [tag] if tag in ("script", "style", "iframe", "object") else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_in_its_language_and_has_what_every_page_has(client, path, language):
    response = client.get(path, headers={"Accept-Language": language})
    assert response.status_code == 200
    assert response.content_type == "text/html; charset=utf-8"
    assert f'<html lang="{"zh-Hans" if language == "zh" else "en"}">' in response.text
    assert len(re.findall("<h1", response.text)) == 1
    for part in ("<title>", '<main id="content"', '<a class="skip" href="#content">', "<footer"):
        assert part in response.text


@pytest.mark.parametrize("path", PAGES)
def test_a_page_needs_no_script_and_nothing_from_elsewhere(client, path):
    response = client.get(path)
    policy = response.headers["Content-Security-Policy"]
    assert policy == (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    page = Reader(response.text)
    assert (page.scripts, page.styled) == ([], [])
    assert not [address for address in re.findall(r'src="([^"]*)"', response.text) if not address.startswith("/")]
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("path", ["/errors/no-grad-fn", "/concepts/leaf-tensors"])
def test_a_page_of_the_knowledge_is_kept_until_it_changes(client, path):
    english, chinese = (client.get(f"{path}?language={language}") for language in LANGUAGES)
    assert english.headers["ETag"] != chinese.headers["ETag"]
    assert (english.headers["Content-Language"], chinese.headers["Content-Language"]) == LANGUAGES
    assert "Accept-Language" in english.headers["Vary"]
    again = client.get(f"{path}?language=en", headers={"If-None-Match": english.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_every_entry_and_concept_has_its_page_where_href_says(client):
    for collection in ("errors", "concepts"):
        for item in list_all(client, f"/v1/{collection}"):
            page = client.get(item["href"], headers={"Accept-Language": "zh"})
            assert page.status_code == 200, item["href"]
            assert f"<code>{item['id']}</code>" in page.text


@pytest.mark.parametrize("path", ["/", "/errors", "/errors/no-grad-fn", "/concepts/leaf-tensors"])
def test_links_of_ours_lead_somewhere_and_keep_the_language_that_was_chosen(client, path):
    page = client.get(f"{path}?language=zh", headers={"Accept-Language": "en"}).text
    ours = {address for address in Reader(page).addresses if address.startswith("/") and "static" not in address}
    for address in ours - {"/verifications?language=zh"}:
        assert client.get(address).status_code == 200, address
        assert "language=" in address or address.endswith(".svg") or address in ("/errors", "/concepts"), address


def test_the_other_language_of_a_page_is_one_click_away_and_keeps_the_query(client):
    assert 'href="/errors?q=leaf&amp;language=zh"' in client.get("/errors?q=leaf").text


def test_an_entry_shows_each_case_with_its_fix_marked_and_what_does_not_work(client):
    entry = client.get("/v1/errors/no-grad-fn").json
    page = client.get("/errors/no-grad-fn").text
    for case in entry["cases"]:
        assert f'id="{case["id"]}"' in page
        assert f'<input type="hidden" name="fix" value="{case["fixes"][0]["id"]}">' in page
    assert page.count('class="fix"') == sum(len(case["fixes"]) for case in entry["cases"])
    assert page.count('class="wrong-fix"') == sum(len(case["wrong_fixes"]) for case in entry["cases"])
    assert '<ins class="line"><span class="mark">+</span>' in page
    assert '<del class="line"><span class="mark">-</span>' in page


def test_a_concept_shows_its_figure_program_output_and_misconceptions(client):
    concept = client.get("/v1/concepts/leaf-tensors").json
    page = client.get("/concepts/leaf-tensors").text
    assert f'<img src="{concept["figure"]}" alt="Figure: ' in page
    assert concept["output"].splitlines()[0] in page
    assert page.count('class="wrong-fix"') == len(concept["misconceptions"])


def test_lists_are_searched_and_filtered(client):
    everything, silent = client.get("/errors").text, client.get("/errors?kind=silent").text
    assert "/errors/no-grad-fn" in everything
    assert "/errors/no-grad-fn" not in silent
    assert 'value="silent" selected' in silent
    found = client.get("/errors?q=retain_graph+freed").text
    assert found.index("/errors/backward-twice") < found.index("/errors/", found.index("/errors/backward-twice") + 9)
    assert "/concepts/leaf-tensors" in client.get("/concepts?q=leaf").text
    assert "Shown: 0" in client.get("/concepts?q=zzyzx").text


def test_what_was_searched_for_is_escaped(client):
    page = client.get("/errors", query_string={"q": '"><script>alert(1)</script>{{7*7}}'}).text
    assert "<script>" not in page
    assert "{{7*7}}" in page


def test_the_stylesheet_is_kept_for_long_under_an_address_of_its_own(client):
    (address,) = re.findall(r'<link rel="stylesheet" href="([^"]+)">', client.get("/").text)
    assert re.search(r"\?v=[0-9a-f]{12}$", address)
    response = client.get(address)
    assert response.content_type.startswith("text/css")
    assert response.cache_control.max_age >= 30 * 24 * 3600


@pytest.mark.parametrize(
    ("language", "told"), [("en", "passed, torch 2.13.0 and 2.4.1"), ("zh", "通过, torch 2.13.0 和 2.4.1")]
)
def test_runs_on_several_versions_that_ended_alike_are_told_in_one_line(app, language, told):
    runs = [
        FixEvidence(torch=torch, outcome="passed", checks=("it holds",), reason=None, code_sha256="")
        for torch in ("2.13.0", "2.4.1")
    ]
    macro = '{% from "parts.html" import runs with context %}{{ runs(items) }}'
    with app.test_request_context("/", headers={"Accept-Language": language}):
        shown = render_template_string(macro, items=runs)
    assert (shown.count(told), shown.count("it holds")) == (1, 1)
