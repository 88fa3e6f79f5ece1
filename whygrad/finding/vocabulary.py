"""Turns text into weighted features: words, and short runs of characters, which make the forms of a word meet."""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter
from collections.abc import Mapping

TEXT_CHARACTERS = 4_000  # no more of a text is read
WORD_WEIGHT = 2.0  # of a whole word beside one of its runs of characters
LATIN_RUN = 4
COMMON_SHARE = 0.25  # what more of the texts have than this says nothing
UNKNOWN_SHARE = 0.01  # as if so many of the texts had what none of them has

# `grad_fn`; `.data`, which is not the word "data"; a sentence of Chinese; `+=`, by which people mean in-place
_PIECE = re.compile(r"\.?[A-Za-z_][A-Za-z0-9_]*|[\u4e00-\u9fff]+|[-+*/]=(?!=)")
_WORD_MARK = "="  # stands before a whole word, so that it is no run of characters

Vector = dict[str, float]


class Vocabulary:
    """What each feature weighs: the more, the fewer of the texts have it (tf-idf)."""

    def __init__(self, counts: Mapping[str, int], texts: int) -> None:
        """`counts` are how many of so many texts have each feature."""
        self._unknown_share = max(UNKNOWN_SHARE, 1 / max(1, texts))
        self._weights = {feature: weigh_share(feature, count / texts) for feature, count in counts.items()}

    def weigh(self, features: Mapping[str, int], strongest: int | None = None) -> Vector:
        """A vector of length 1 from counted features, the strongest of them only.

        What none of the texts has counts too: a text of which they have little is near to none of them.
        """
        vector = {feature: (1 + math.log(count)) * self.weight(feature) for feature, count in features.items()}
        if strongest is not None and len(vector) > strongest:
            vector = dict(heapq.nlargest(strongest, vector.items(), key=lambda item: item[1]))
        return shorten(vector)

    def weight(self, feature: str) -> float:
        """What a feature weighs once in a text."""
        weight = self._weights.get(feature)
        return weigh_share(feature, self._unknown_share) if weight is None else weight


def weigh_share(feature: str, share: float) -> float:
    """What a feature weighs that this share of the texts has."""
    if share > COMMON_SHARE:
        return 0.0
    return math.log(1 + 1 / share) * (WORD_WEIGHT if feature[0] == _WORD_MARK else 1.0)


def shorten(vector: Vector) -> Vector:
    """The vector of length 1 in the same direction."""
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {feature: weight / length for feature, weight in vector.items() if weight}


def names_in(text: str) -> set[str]:
    """The words of a text, in lower case: `tf` and `.nn` of `tf.nn`."""
    return {piece.lower() for piece in _PIECE.findall(text[:TEXT_CHARACTERS])}


def count_features(text: str) -> Counter[str]:
    """The features of a text, with how often each occurs."""
    features: list[str] = []
    for piece in _PIECE.findall(text[:TEXT_CHARACTERS]):
        features += features_of_chinese(piece) if piece[0] >= "\u4e00" else features_of_word(piece.lower())
    return Counter(features)


def features_of_word(word: str) -> list[str]:
    """The word, also without its dot, its parts, and its runs of characters: `sums` shares ` sum` with `sum`."""
    bare = word.removeprefix(".")
    parts = [part for part in bare.split("_") if len(part) > 1] if "_" in bare else []
    wholes = dict.fromkeys((word, bare, *parts))
    return [*(_WORD_MARK + whole for whole in wholes), *runs(f" {bare} ", LATIN_RUN)]


def features_of_chinese(text: str) -> list[str]:
    """The characters, and the pairs of them: Chinese writes no blanks between words, most of which are pairs."""
    return [*text, *(_WORD_MARK + pair for pair in runs(text, 2))]


def runs(text: str, length: int) -> list[str]:
    """Every run of so many neighbouring characters."""
    return [text[place : place + length] for place in range(len(text) - length + 1)]
