"""Finds messages that read alike; never a diagnosis."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, dropwhile, pairwise

THRESHOLD = 0.6
LIMIT_WORDS = 200
LIMIT_CHARACTERS = LIMIT_WORDS * 20
FEWEST_SHARED = 3

_WORD = re.compile(r"[A-Za-z_]{2,60}|[\u4e00-\u9fff]")


@dataclass(frozen=True)
class KnownText:
    """A message of an entry: the weight of its features, and how many of a message's are compared with it."""

    entry: str
    weight: float
    reach: int


class LikenessIndex:
    """Messages by their words and word pairs, each weighing the more, the fewer messages have it."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """`texts` are pairs of an entry and a message of it."""
        known = [(entry, features_of(text)) for entry, text in texts]
        self._postings: dict[str, list[int]] = defaultdict(list)
        for number, (_, features) in enumerate(known):
            for feature in dict.fromkeys(features):
                self._postings[feature].append(number)
        self._weights = {f: weigh(len(known), len(numbers)) for f, numbers in self._postings.items()}
        self._unknown_weight = weigh(len(known), 0)
        # A message may go on for half as long again.
        self._texts = [
            KnownText(entry, sum(self._weights[f] for f in set(features)), len(features) * 3 // 2)
            for entry, features in known
        ]

    def similar(self, message: str, limit: int = 3) -> list[tuple[str, float]]:
        """Entries with a message that has most of its rare words and word pairs in common with `message`.

        Chinese that no message has is not compared where it comes first: a class in translation, a greeting.
        """
        features = list(dropwhile(self._is_strange_chinese, features_of(message)))
        totals = list(accumulate(self._weights_of_first(features), initial=0.0))
        scores: dict[str, float] = {}
        for number, weights in self._shared_weights(features).items():
            text = self._texts[number]
            if len(weights) >= FEWEST_SHARED:
                score = 2 * sum(weights) / (text.weight + totals[min(text.reach, len(features))])  # Dice
                scores[text.entry] = max(score, scores.get(text.entry, 0.0))
        likely = [(entry, score) for entry, score in scores.items() if score >= THRESHOLD]
        return sorted(likely, key=lambda item: (-item[1], item[0]))[:limit]

    def _is_strange_chinese(self, feature: str) -> bool:
        return not feature.isascii() and feature not in self._postings

    def _weights_of_first(self, features: Sequence[str]) -> Iterator[float]:
        """The weight of each feature where it comes first, and nothing where it comes again."""
        seen: set[str] = set()
        for feature in features:
            yield 0.0 if feature in seen else self._weights.get(feature, self._unknown_weight)
            seen.add(feature)

    def _shared_weights(self, features: Sequence[str]) -> dict[int, list[float]]:
        """The weights of the features that each known message has in common with the part compared with it."""
        shared: dict[int, list[float]] = defaultdict(list)
        places = {feature: place for place, feature in reversed(list(enumerate(features)))}
        for feature, place in places.items():
            for number in self._postings.get(feature, ()):
                if place < self._texts[number].reach:
                    shared[number].append(self._weights[feature])
        return shared


def weigh(texts: int, having: int) -> float:
    """What a feature weighs that so many of the texts have."""
    return math.log(1 + (1 + texts) / (1 + having))


def features_of(text: str) -> list[str]:
    """Lower-cased words, and pairs of neighbouring words or Chinese characters, in order."""
    words = [word.lower() for word in _WORD.findall(text[:LIMIT_CHARACTERS])][:LIMIT_WORDS]
    features = [word for word in words[:1] if word.isascii()]
    for first, second in pairwise(words):
        features += [second, f"{first} {second}"] if second.isascii() else [f"{first} {second}"]
    return features
