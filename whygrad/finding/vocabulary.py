"""Turns text into weighted features: words, pairs of words, and runs of characters, by which forms of a word meet."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

TEXT_CHARACTERS = 4_000  # no more of a text is read
LATIN_RUN = 4
UNKNOWN_RARITY = 1 + math.log(100)  # as if one in a hundred texts had what none of the known ones has

# `grad_fn`; `.data`, which is not the word "data"; a sentence of Chinese; `+=`, by which people mean in-place
_PIECE = re.compile(r"\.?[A-Za-z_][A-Za-z0-9_]*|[\u4e00-\u9fff]+|[-+*/]=(?!=)")
_WORD_MARK = "="  # stands before a whole word, so that it is no run of characters

Vector = dict[str, float]


def weigh(features: Sequence[str], rarities: Mapping[str, float]) -> Vector:
    """A vector of length 1: how often each feature occurs, times how rare it is elsewhere (tf-idf).

    What is not known counts too, as rare: a text of which little is known is near to nothing.
    """
    counts = Counter(features)
    vector = {feature: (1 + math.log(n)) * rarities.get(feature, UNKNOWN_RARITY) for feature, n in counts.items()}
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {feature: weight / length for feature, weight in vector.items()}


def features_of(text: str) -> list[str]:
    """The features of a text, each as often as it occurs."""
    pieces = [piece.lower() for piece in _PIECE.findall(text[:TEXT_CHARACTERS])]
    features = [f"{one} {other}" for one, other in pairwise(pieces) if not is_chinese(one) and not is_chinese(other)]
    for piece in pieces:
        features += features_of_chinese(piece) if is_chinese(piece) else features_of_word(piece)
    return features


def is_chinese(piece: str) -> bool:
    """Whether a piece is a sentence of Chinese."""
    return piece[0] >= "\u4e00"


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
