"""Finds the topics that a question is about, by how people ask about each: words and runs of characters in common.

Subjects that are near and not ours are topics too, of the kind `outside`: what is nearest to them is not answered.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from whygrad.finding.topics import (
    NO_WORDS,
    OUTSIDE,
    Counts,
    Topic,
    Words,
    count_texts,
    count_topics,
    in_order,
    in_pairs,
)
from whygrad.finding.vocabulary import TEXT_CHARACTERS, Vector, Vocabulary, count_features, names_in

ANSWER_LIMIT = 5
SIMILAR_LIMIT = 3
CANDIDATES = 8
STRONGEST = 256  # features of a question that count: of a story too, not only its rarest words
NEAREST = 3  # phrasings of a topic that count
LEAST = 0.12  # score of a topic that a question is about
ENOUGH = 0.03  # by which it must be nearer than the best subject that is not ours
CLEARLY = 0.15  # by which it must be nearer where it names another framework
ALMOST = -0.03  # from here on the question may be about it
ENOUGH_OF_BEST = 0.5  # a further answer has at least this share of the first one's score

NOTHING = "(?!)"  # a pattern that matches nowhere


@dataclass(frozen=True)
class Hit:
    """A topic found, with a score from 0 to 1."""

    kind: str
    id: str
    score: float


@dataclass(frozen=True)
class Outcome:
    """Answers, best first; where nothing is sure enough none, but the topics that it may be about, if any."""

    answers: tuple[Hit, ...] = ()
    similar: tuple[Hit, ...] = ()


class Bags:
    """Texts by the features that they have, and how often: what a question is compared with, all at once."""

    def __init__(self, counts: Counts, size: int, vocabulary: Vocabulary) -> None:
        """`counts` are those of so many texts."""
        self._counts = counts
        self._vocabulary = vocabulary
        squares = [0.0] * size
        for feature, pairs in counts.items():
            weight = vocabulary.weight(feature)
            for number, count in in_pairs(pairs):
                squares[number] += (weight * count) ** 2
        self._lengths = [math.sqrt(square) or 1.0 for square in squares]

    def compare(self, question: Vector) -> list[float]:
        """The cosine of the question with each text."""
        sums = [0.0] * len(self._lengths)
        for feature, weight in question.items():
            own = weight * self._vocabulary.weight(feature)
            for number, count in in_pairs(self._counts.get(feature, ())):
                sums[number] += own * count
        return [total / length for total, length in zip(sums, self._lengths, strict=True)]


class QuestionIndex:
    """Scores a topic by the cosines of the question with its centroid and with its nearest phrasings."""

    def __init__(self, topics: Sequence[Topic], counts: Counts | None = None, words: Words = NO_WORDS) -> None:
        """Index topics, those that are not ours included; `counts` are theirs, counted before."""
        self._topics = in_order(topics)
        self._words = words
        self._courtesy = compile_words(words.courtesy)
        counts = counts or count_topics(topics)
        having = {feature: sum(pairs[1::2]) for feature, pairs in counts.items()}
        self._vocabulary = Vocabulary(having, sum(len(topic.phrasings) for topic in topics))
        self._centroids = Bags(counts, len(topics), self._vocabulary)
        self._phrasings: dict[int, Bags] = {}
        self._entries = {topic.id: topic for topic in topics if topic.cases}
        self._cases: dict[str, dict[str, frozenset[str]]] = {}

    def ask(self, question: str, pasted: str = "") -> Outcome:
        """Answer, or abstain: where a subject that is not ours is as near as the best topic, or nothing is near.

        One that names another framework, in its words or in what was `pasted` with them, must be clearly ours.
        """
        hits = self.rank(question, CANDIDATES)
        ours = tuple(hit for hit in hits if hit.kind != OUTSIDE)
        margin = lead(hits)
        enough = CLEARLY if self.is_elsewhere(pasted or question) else ENOUGH
        if not ours or margin < enough or ours[0].score < LEAST:
            return Outcome(similar=ours[:SIMILAR_LIMIT] if margin >= ALMOST else ())
        return Outcome(tuple(hit for hit in ours if hit.score >= ENOUGH_OF_BEST * ours[0].score)[:ANSWER_LIMIT])

    def is_elsewhere(self, text: str) -> bool:
        """Whether a text names another framework and not ours."""
        names = names_in(text)
        return not names.isdisjoint(self._words.theirs) and names.isdisjoint(self._words.ours)

    def search(self, query: str, limit: int) -> list[Hit]:
        """Topics by score, best first."""
        return [hit for hit in self.rank(query, len(self._topics)) if hit.kind != OUTSIDE][:limit]

    def likest_case(self, entry_id: str, question: str) -> str | None:
        """The case with most of the question's features, the fewer cases have one, the more it counts.

        None where none tells them apart.
        """
        cases = self._cases_of(entry_id)
        having = Counter(chain.from_iterable(cases.values()))
        vector = self._vocabulary.weigh(count_features(question))
        weights = {
            case: sum(vector[feature] * math.log(len(cases) / having[feature]) for feature in vector.keys() & own)
            for case, own in cases.items()
        }
        best = max(weights, key=lambda case: weights[case])
        return best if weights[best] else None

    def rank(self, question: str, candidates: int) -> list[Hit]:
        """So many topics that have most in common with the question, those that are not ours too, best first."""
        asked = self._courtesy.sub(" ", question[:TEXT_CHARACTERS])
        vector = self._vocabulary.weigh(count_features(asked), STRONGEST)
        near = [(cosine, number) for number, cosine in enumerate(self._centroids.compare(vector)) if cosine]
        hits = []
        for cosine, number in heapq.nlargest(candidates, near):
            nearest = heapq.nlargest(NEAREST, self._phrasings_of(number).compare(vector))
            score = (cosine + sum(nearest) / NEAREST) / 2
            hits.append(Hit(self._topics[number].kind, self._topics[number].id, min(1.0, score)))
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))

    def _phrasings_of(self, number: int) -> Bags:
        """The phrasings of a topic, whose features are counted when a question first comes near."""
        if number not in self._phrasings:
            texts = self._topics[number].phrasings
            self._phrasings[number] = Bags(count_texts(map(count_features, texts)), len(texts), self._vocabulary)
        return self._phrasings[number]

    def _cases_of(self, entry_id: str) -> dict[str, frozenset[str]]:
        """The features of an entry's cases, which are read when it first answers a question."""
        if entry_id not in self._cases:
            self._cases[entry_id] = read_cases(self._entries[entry_id])
        return self._cases[entry_id]


def compile_words(words: Sequence[str]) -> re.Pattern[str]:
    """Any of the words: of Latin ones the whole, `hi` and not in `this`, of Chinese ones wherever they stand."""
    patterns = (re.escape(word) if word[0] >= "\u4e00" else rf"\b{re.escape(word)}\b" for word in words)
    return re.compile("|".join(patterns) or NOTHING, re.IGNORECASE | re.ASCII)


def read_cases(topic: Topic) -> dict[str, frozenset[str]]:
    """The features of the prose of each case."""
    return {case: frozenset(count_features("\n".join(texts))) for case, texts in topic.cases.items()}


def lead(hits: Sequence[Hit]) -> float:
    """By how much the best topic is nearer than the best subject that is not ours."""
    best = max((hit.score for hit in hits if hit.kind != OUTSIDE), default=0.0)
    return best - max((hit.score for hit in hits if hit.kind == OUTSIDE), default=0.0)
