"""Text becomes features in which the forms of a word, and words of Chinese, meet."""

import math
from collections import Counter
from itertools import chain

import pytest

from whygrad.finding.vocabulary import Vocabulary, count_features, names_in


def vocabulary_of(*texts):
    return Vocabulary(Counter(chain.from_iterable(map(count_features, texts))), len(texts))


@pytest.mark.parametrize(
    ("text", "features"),
    [("sum", {"=sum": 1, " sum": 1, "sum ": 1}), ("Sum", {"=sum": 1, " sum": 1, "sum ": 1}),
     ("grad_fn", {"=grad_fn": 1, "=grad": 1, "=fn": 1, " gra": 1, "grad": 1, "rad_": 1, "ad_f": 1, "d_fn": 1, "_fn ": 1}),
     ("a.sum", {"=a": 1, "=.sum": 1, "=sum": 1, " sum": 1, "sum ": 1}),
     ("叶子张", {"叶": 1, "子": 1, "张": 1, "=叶子": 1, "=子张": 1}), ("x += 1", {"=x": 1, "=+=": 1, " += ": 1}), ("x == y", {"=x": 1, "=y": 1})],
)  # fmt: skip
def test_the_features_of_a_text(text, features):
    assert {name: count for name, count in count_features(text).items() if name != " x "} == features


@pytest.mark.parametrize(
    ("one", "other"),
    [("accumulate", "accumulated"), ("gradient", "gradients"), ("requiresGrad", "requires"), ("freezing", "freezes"), ("叶子张量", "叶子节点")],
)  # fmt: skip
def test_the_forms_of_a_word_meet(one, other):
    assert count_features(one).keys() & count_features(other).keys()


def test_a_run_of_characters_is_no_word():
    assert "=rad" not in count_features("grad")


def test_a_rare_feature_weighs_more_and_a_common_one_nothing():
    vocabulary = vocabulary_of("apple pie", "apple", "berry", "cherry", "damson", "elder", "fig", "grape")
    vector = vocabulary.weigh(count_features("apple pie fig"))
    assert vector["=pie"] == vector["=fig"] > vector["=apple"]
    assert vocabulary_of(*["apple"] * 3).weigh(count_features("apple")) == {}


def test_a_vector_has_length_1_and_keeps_the_strongest():
    vocabulary = vocabulary_of("apple pie", "apple", "berry", "cherry", "damson")
    vector = vocabulary.weigh(count_features("apple pie berry unknown"), strongest=2)
    assert set(vector) == {"=pie", "=berry"}
    assert math.isclose(sum(weight**2 for weight in vector.values()), 1)


def test_an_attribute_is_more_than_the_word():
    vocabulary = vocabulary_of(".data", "data", *"abcdefghij")
    attribute, word, asked = (vocabulary.weigh(count_features(text)) for text in (".data", "data", "x.data"))
    assert nearness(asked, attribute) > nearness(asked, word) > 0


def nearness(one, other):
    return sum(weight * other.get(feature, 0) for feature, weight in one.items())


def test_what_is_unknown_counts_and_weighs_no_more_than_what_is_rare():
    vocabulary = vocabulary_of("apple", "berry", "cherry", "damson", "elder", "fig")
    alone, beside = (vocabulary.weigh(count_features(text))["=apple"] for text in ("apple", "apple zzz"))
    assert alone > beside
    assert vocabulary.weigh(count_features("apple zzz"))["=zzz"] <= beside


def test_the_names_in_a_text_are_its_words_in_lower_case():
    assert names_in("TF.nn.Conv2D 和 my_layer += 1") == {"tf", ".nn", ".conv2d", "和", "my_layer", "+="}
