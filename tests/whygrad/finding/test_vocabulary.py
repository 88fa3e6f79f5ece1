"""Text becomes features in which the forms of a word, and words of Chinese, meet."""

import math
from collections import Counter

import pytest

from whygrad.finding.vocabulary import features_of, weigh


@pytest.mark.parametrize(
    ("text", "features"),
    [("sum", {"=sum": 1, " sum": 1, "sum ": 1}), ("Sum", {"=sum": 1, " sum": 1, "sum ": 1}),
     ("grad_fn", {"=grad_fn": 1, "=grad": 1, "=fn": 1, " gra": 1, "grad": 1, "rad_": 1, "ad_f": 1, "d_fn": 1, "_fn ": 1}),
     ("a.sum", {"=a": 1, "=.sum": 1, "=sum": 1, " sum": 1, "sum ": 1, "a .sum": 1}),
     ("x y", {"=x": 1, "=y": 1, "x y": 1}), ("叶y", {"叶": 1, "=y": 1}),
     ("叶子张", {"叶": 1, "子": 1, "张": 1, "=叶子": 1, "=子张": 1}), ("x += 1", {"=x": 1, "=+=": 1, " += ": 1, "x +=": 1}), ("x == y", {"=x": 1, "=y": 1, "x y": 1})],
)  # fmt: skip
def test_the_features_of_a_text(text, features):
    assert {
        name: count for name, count in Counter(features_of(text)).items() if name not in (" a ", " x ", " y ")
    } == features


@pytest.mark.parametrize(
    ("one", "other"),
    [("accumulate", "accumulated"), ("gradient", "gradients"), ("requiresGrad", "requires"), ("freezing", "freezes"), ("叶子张量", "叶子节点")],
)  # fmt: skip
def test_the_forms_of_a_word_meet(one, other):
    assert {*features_of(one)} & {*features_of(other)}


def test_a_run_of_characters_is_no_word():
    assert "=rad" not in features_of("grad")


def test_what_is_rare_weighs_more_and_what_is_repeated_a_little_more():
    vector = weigh(["rare", "common", "twice", "twice"], {"rare": 5.0, "common": 2.0, "twice": 2.0})
    assert vector["rare"] > vector["twice"] > vector["common"]
    assert vector["twice"] < 2 * vector["common"]


def test_a_vector_has_length_1_whatever_is_known_of_it():
    for rarities in ({}, {"a": 3.0}, {"a": 3.0, "b": 1.0}):
        assert math.isclose(sum(weight**2 for weight in weigh(["a", "b"], rarities).values()), 1)
    assert weigh([], {}) == {}


def test_what_is_unknown_makes_the_rest_weigh_less():
    rarities = {"known": 4.0}
    assert weigh(["known", "zzz"], rarities)["known"] < weigh(["known"], rarities)["known"] == 1
