"""Finds the topics that a question is about, by how people ask about each: words and runs of characters in common.

Subjects that are near and not ours are topics too, of the kind `outside`: what is nearest to them is not answered.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from whygrad.finding.vocabulary import Vector, Vocabulary, count_features

OUTSIDE = "outside"
ANSWER_LIMIT = 5
SIMILAR_LIMIT = 3
CANDIDATES = 12
STRONGEST = 96  # features of a question that count
NEAREST = 3  # phrasings of a topic that count
LEAST = 0.12  # score of a topic that a question is about
ENOUGH = 0.03  # by which it must be nearer than the best subject that is not ours
ALMOST = -0.03  # from here on the question may be about it
ENOUGH_OF_BEST = 0.5  # a further answer has at least this share of the first one's score


@dataclass(frozen=True)
class Topic:
    """An entry, a concept, or a subject that is not ours, with the ways in which people ask about it.

    `cases` are those of an entry, with the prose that tells them apart.
    """

    kind: str
    id: str
    phrasings: tuple[str, ...]
    cases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Subjects:
    """How people ask about each subject that is near and not ours, or not written yet."""

    outside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


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


class IndexedTopic:
    """A topic with the features of its phrasings."""

    def __init__(self, topic: Topic) -> None:
        """Count the features of each phrasing."""
        self.topic = topic
        self.counts = [count_features(text) for text in topic.phrasings]
        self._postings: dict[str, list[tuple[int, float]]] = {}

    def nearness(self, question: Vector, vocabulary: Vocabulary) -> float:
        """The mean cosine of the question and the phrasings that are nearest to it."""
        postings = self._postings or self._weigh_phrasings(vocabulary)
        cosines: dict[int, float] = defaultdict(float)
        for feature, weight in question.items():
            for number, own in postings.get(feature, ()):
                cosines[number] += weight * own
        return sum(heapq.nlargest(NEAREST, cosines.values())) / NEAREST

    def _weigh_phrasings(self, vocabulary: Vocabulary) -> Mapping[str, list[tuple[int, float]]]:
        """The phrasings that have each feature; made when a question first comes near."""
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, counts in enumerate(self.counts):
            for feature, weight in vocabulary.weigh(counts).items():
                postings[feature].append((number, weight))
        self._postings = postings
        return postings


class QuestionIndex:
    """Scores a topic by the cosines of the question with its centroid and with its nearest phrasings."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        """Index topics, those that are not ours included."""
        self._topics = [IndexedTopic(topic) for topic in topics]
        self._cases = {item.topic.id: read_cases(item.topic) for item in self._topics if item.topic.cases}
        self._vocabulary = Vocabulary([counts for item in self._topics for counts in item.counts])
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, item in enumerate(self._topics):
            together = Counter(chain.from_iterable(item.counts))
            for feature, weight in self._vocabulary.weigh_together(together).items():
                self._postings[feature].append((number, weight))

    def ask(self, question: str) -> Outcome:
        """Answer, or abstain: where a subject that is not ours is as near as the best topic, or nothing is near."""
        hits = self.rank(question, CANDIDATES)
        ours = tuple(hit for hit in hits if hit.kind != OUTSIDE)
        margin = lead(hits)
        if not ours or margin < ENOUGH or ours[0].score < LEAST:
            return Outcome(similar=ours[:SIMILAR_LIMIT] if margin >= ALMOST else ())
        return Outcome(tuple(hit for hit in ours if hit.score >= ENOUGH_OF_BEST * ours[0].score)[:ANSWER_LIMIT])

    def search(self, query: str, limit: int) -> list[Hit]:
        """Topics by score, best first."""
        return [hit for hit in self.rank(query, len(self._topics)) if hit.kind != OUTSIDE][:limit]

    def likest_case(self, entry_id: str, question: str) -> str | None:
        """The case with most of the question's features that not every case of the entry has; None without any."""
        cases = self._cases[entry_id]
        vector = self._vocabulary.weigh(count_features(question))
        telling = vector.keys() - frozenset.intersection(*cases.values())
        weights = {case: sum(vector[feature] for feature in telling & features) for case, features in cases.items()}
        best = max(weights, key=lambda case: weights[case])
        return best if weights[best] else None

    def rank(self, question: str, candidates: int) -> list[Hit]:
        """So many topics that have most in common with the question, those that are not ours too, best first."""
        vector = self._vocabulary.weigh(count_features(question), STRONGEST)
        cosines: dict[int, float] = defaultdict(float)
        for feature, weight in vector.items():
            for number, own in self._postings.get(feature, ()):
                cosines[number] += weight * own
        hits = []
        for number, cosine in heapq.nlargest(candidates, cosines.items(), key=lambda item: item[1]):
            found = self._topics[number]
            score = (cosine + found.nearness(vector, self._vocabulary)) / 2
            hits.append(Hit(found.topic.kind, found.topic.id, min(1.0, score)))
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))


def read_cases(topic: Topic) -> dict[str, frozenset[str]]:
    """The features of the prose of each case."""
    return {case: frozenset(count_features("\n".join(texts))) for case, texts in topic.cases.items()}


def lead(hits: Sequence[Hit]) -> float:
    """By how much the best topic is nearer than the best subject that is not ours."""
    best = max((hit.score for hit in hits if hit.kind != OUTSIDE), default=0.0)
    return best - max((hit.score for hit in hits if hit.kind == OUTSIDE), default=0.0)
