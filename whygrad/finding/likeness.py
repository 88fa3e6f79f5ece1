"""Finds messages that read alike; never a diagnosis."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

from whygrad.finding.patterns import WORD

LIKENESS_THRESHOLD = 0.6
LIKENESS_CANDIDATES = 40
LIKENESS_LIMIT_WORDS = 200


class LikenessIndex:
    """Finds messages that read alike; never a diagnosis."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """`texts` are pairs of an entry and a message of it."""
        self._texts = [(entry, features_of(text)) for entry, text in texts]
        self._by_feature: dict[str, list[int]] = defaultdict(list)
        for number, (_, features) in enumerate(self._texts):
            for feature in dict.fromkeys(features):
                self._by_feature[feature].append(number)

    def similar(self, message: str, limit: int = 3) -> list[tuple[str, float]]:
        """Entries with a message that has most of its rare words and word pairs in common with `message`."""
        features = features_of(message)
        shared: Counter[int] = Counter()
        for feature in dict.fromkeys(features):
            for number in self._by_feature.get(feature, ()):
                shared[number] += self._weight(feature)  # type: ignore[assignment]
        scores: dict[str, float] = {}
        for number, _ in shared.most_common(LIKENESS_CANDIDATES):
            entry, theirs = self._texts[number]
            score = self._score(features, theirs)
            if score >= LIKENESS_THRESHOLD:
                scores[entry] = max(score, scores.get(entry, 0.0))
        return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:limit]

    def _weight(self, feature: str) -> float:
        return math.log(1 + (1 + len(self._texts)) / (1 + len(self._by_feature.get(feature, ()))))

    def _score(self, ours: list[str], theirs: list[str]) -> float:
        """Shared weight over all weight (Dice); a message may go on for half as long again."""
        mine, other = set(ours[: len(theirs) * 3 // 2]), set(theirs)
        total = sum(map(self._weight, mine)) + sum(map(self._weight, other))
        return 2 * sum(map(self._weight, mine & other)) / total if len(mine & other) > 2 else 0.0


def features_of(text: str) -> list[str]:
    """Lower-cased words and neighbouring pairs of them, in order."""
    words = [word.lower() for word in WORD.findall(text[: LIKENESS_LIMIT_WORDS * 20])][:LIKENESS_LIMIT_WORDS]
    features = words[:1]
    for first, second in pairwise(words):
        features += [second, f"{first} {second}"]
    return features
