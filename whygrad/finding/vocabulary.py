"""Turns text into weighted features: words, and short runs of characters, which make the forms of a word meet."""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

TEXT_CHARACTERS = 4_000  # no more of a text is read
WORD_WEIGHT = 3.0  # of a whole word beside one of its runs of characters
LATIN_RUN = 4
CHINESE_RUNS = (1, 2, 3)  # Chinese writes no blanks between words, most of which have two characters
COMMON_SHARE = 0.25  # what more of the texts have than this says nothing

# `grad_fn`; a sentence of Chinese; `+=`, by which people mean in-place
_PIECE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[\u4e00-\u9fff]+|[-+*/]=(?!=)")
_WORD_MARK = "="  # stands before a whole word, so that it is no run of characters

Vector = dict[str, float]


class Vocabulary:
    """What each feature weighs: the more, the fewer of the texts that it was made from have it (tf-idf)."""

    def __init__(self, texts: Sequence[Mapping[str, int]]) -> None:
        """`texts` are features with their counts."""
        counts = Counter(chain.from_iterable(texts))
        self._weights = {
            feature: math.log(1 + len(texts) / count) * (WORD_WEIGHT if feature[0] == _WORD_MARK else 1.0)
            for feature, count in counts.items()
            if count <= COMMON_SHARE * len(texts)
        }

    def weigh(self, features: Mapping[str, int], strongest: int | None = None) -> Vector:
        """A vector of length 1 from counted features, the strongest of them only; unknown features are left out."""
        weights = self._weights
        vector = {f: (1 + math.log(count)) * weights[f] for f, count in features.items() if f in weights}
        if strongest is not None and len(vector) > strongest:
            vector = dict(heapq.nlargest(strongest, vector.items(), key=lambda item: item[1]))
        return shorten(vector)

    def weigh_together(self, texts: Mapping[str, int]) -> Vector:
        """The direction of several texts, of length 1, from how many of them have each feature."""
        weights = self._weights
        return shorten({feature: count * weights[feature] for feature, count in texts.items() if feature in weights})


def shorten(vector: Vector) -> Vector:
    """The vector of length 1 in the same direction."""
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {feature: weight / length for feature, weight in vector.items()}


def count_features(text: str) -> Counter[str]:
    """The features of a text, with how often each occurs."""
    features: list[str] = []
    for piece in _PIECE.findall(text[:TEXT_CHARACTERS]):
        features += features_of_chinese(piece) if piece[0] >= "\u4e00" else features_of_word(piece.lower())
    return Counter(features)


def features_of_word(word: str) -> list[str]:
    """The word, the parts of an identifier, and its runs of characters; `sums` and `sum` share ` sum`."""
    parts = [part for part in word.split("_") if len(part) > 1] if "_" in word else []
    return [*(_WORD_MARK + whole for whole in (word, *parts)), *runs(f" {word} ", LATIN_RUN)]


def features_of_chinese(text: str) -> list[str]:
    """The runs of characters."""
    return [run for length in CHINESE_RUNS for run in runs(text, length)]


def runs(text: str, length: int) -> list[str]:
    """Every run of so many neighbouring characters."""
    return [text[place : place + length] for place in range(len(text) - length + 1)]
