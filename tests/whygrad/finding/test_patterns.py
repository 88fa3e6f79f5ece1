"""Patterns give the words that every message of theirs has, and regexes that white space does not mislead."""

import re

import pytest

from whygrad.finding.patterns import find_words, literal_words, pattern_of_wording, translate, translate_collapsed


def test_words_that_may_be_absent_are_no_key():
    words = literal_words(r"one (?:two|three) fourx? \w+ five(?P<six>six) [seven] eight")
    assert words == {"one", "eight"}


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("不需要 grad", {"不需", "需要", "grad"}),
        (r"元素 \d+ 不", {"元素"}),
        ("(?:梯度|导数)没有", {"没有"}),
        ("元?素", set()),
    ],
)
def test_neighbouring_chinese_characters_are_words(pattern, words):
    assert literal_words(pattern) == words


def test_every_word_of_a_pattern_is_found_in_its_messages():
    wording = "张量的元素 0 不需要 grad，且没有 grad_fn。"
    for message in (wording, wording.replace(" ", ""), "错误：张量的元素 1 不需\n要 grad,且没有 grad_fn"):
        assert literal_words(pattern_of_wording(wording)) <= {word for word, _ in find_words(message)}


@pytest.mark.parametrize(
    "message",
    [
        "张量的元素 0 不需要 grad,且没有 grad_fn.",
        "张量的元素 3 不需要 grad,且没有 grad_fn",
        "张量的元素 0 不需要\n grad,且没有 grad_fn",
    ],
)
def test_a_wording_matches_whatever_its_numbers(message):
    assert re.search(translate(pattern_of_wording("张量的元素 0 不需要 grad，且没有 grad_fn。")), message)


def test_a_wording_is_no_regex():
    assert not re.search(translate(pattern_of_wording("a (b) c.")), "a b c")
    assert re.search(translate_collapsed(pattern_of_wording("a (b) c.")), "a(b)c")
