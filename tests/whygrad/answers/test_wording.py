"""Sentences with values from outside."""

import pytest

from whygrad.answers.messages import read_messages
from whygrad.answers.wording import explain_clue, explain_match, fill_sentences, shorten
from whygrad.finding.evidence import Clue
from whygrad.finding.signatures import Match, Signature
from whygrad.languages import LANGUAGES


def test_a_sentence_with_an_uncaptured_name_is_dropped():
    sentences = ["Your shape is [{shape}].", "It has {colour}.", "Plain."]
    assert fill_sentences(sentences, {"shape": "3, 4"}) == ("Your shape is [3, 4].", "Plain.")


def test_captured_text_is_not_a_template():
    assert fill_sentences(["{a}"], {"a": "{b}", "b": "no"}) == ("{b}",)


def test_captured_text_stays_inside_its_code_span():
    (sentence,) = fill_sentences(["Line `{source}`."], {"source": "a `<script>`\n# heading"})
    assert sentence == "Line `a '<script>' # heading`."


def test_long_text_is_shortened_on_one_line_between_words():
    text = shorten("some words\n" * 500)
    assert len(text) <= 160
    assert text.endswith("words …")
    assert "\n" not in text


def test_one_long_word_is_shortened_too():
    assert shorten("a" * 500) == "a" * 158 + " …"


def test_every_language_has_every_sentence():
    assert len({frozenset(read_messages(language)) for language in LANGUAGES}) == 1


@pytest.mark.parametrize(("source_pattern", "expected"), [(None, False), (r"\.grad", True)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_match_is_explained_with_the_line_where_the_line_decided(language, source_pattern, expected):
    match = Match("e", Signature("e", (), "no grad", source_pattern), {}, "no `{grad}`", "w.grad.zero_()")
    explained = explain_match(match, language)
    assert "{grad}" in explained
    assert ("w.grad.zero_()" in explained) is expected


@pytest.mark.parametrize(
    ("clue", "expected"),
    [
        (Clue("code", "with torch.no_grad():", 14), "line 14 of your code: `with torch.no_grad():`"),
        (Clue("code", "x = 1"), "your code: `x = 1`"),
        (Clue("captures", "a `b`"), "the message: `a 'b'`"),
    ],
)
def test_a_clue_names_its_place(clue, expected):
    assert explain_clue(clue, "en") == expected
