"""Markdown of the knowledge, and sentences with words of a paste, as HTML."""

import re

import pytest

from service.api.state import library
from service.pages.markdown import render_code_spans, render_inline, render_markdown
from whygrad.languages import LANGUAGES


@pytest.fixture(autouse=True)
def request_of_a_page(app):
    with app.test_request_context("/?language=zh"):
        yield


def test_prose_has_paragraphs_lists_tables_and_code():
    html = render_markdown("One `a < b`.\n\n- item\n\n| x | y |\n| --- | --- |\n| 1 | 2 |\n")
    for part in ("<p>One <code>a &lt; b</code>.</p>", "<li>item</li>", "<td>1</td>"):
        assert part in html


def test_a_link_to_a_concept_keeps_the_language():
    assert render_inline("[leaf](/concepts/leaf-tensors)") == '<a href="/concepts/leaf-tensors?language=zh">leaf</a>'


def test_a_link_elsewhere_is_left_as_it_is():
    assert render_inline("[docs](https://pytorch.org/a?b=1)") == '<a href="https://pytorch.org/a?b=1">docs</a>'


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//evil.example", "http://a.example",
     "vbscript:x", "&#106;avascript:x"],
)  # fmt: skip
def test_other_addresses_are_no_links(address):
    assert "<a" not in render_markdown(f"[x]({address}) and <{address}>")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<b onclick=x>y</b>", "![x](https://a.example/x.png)"])
def test_raw_html_and_pictures_are_text(text):
    html = render_markdown(text) + render_inline(text) + render_code_spans(text)
    for tag in ("<script", "<b", "<img"):
        assert tag not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_for_words_of_a_paste_need_nothing_but_code_spans(language):
    known = library(language)
    sentences = [sentence for entry in known.entries() for sentence in known.sentences(entry.id)]
    assert sentences
    assert not [sentence for sentence in sentences if re.search(r"\]\(|\*\*|<", sentence)]


def test_of_words_from_a_paste_only_code_spans_are_read():
    told = render_code_spans("Line 3, `a <b>`: [x](https://evil.example) *y* {{7*7}}")
    assert told == "Line 3, <code>a &lt;b&gt;</code>: [x](https://evil.example) *y* {{7*7}}"
