"""Finds the topics that a question is about: BM25 over words and pairs of Chinese characters, with abstention."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

TOKEN_LIMIT = 4_000
ANSWER_LIMIT = 5
SIMILAR_LIMIT = 3
ENOUGH_COVERAGE = 1 / 3
ENOUGH_OF_BEST = 0.5
PHRASING_WEIGHT, TITLE_WEIGHT, IDENTIFIER_WEIGHT, TEXT_WEIGHT = 3, 3, 1, 1
SATURATION, LENGTH_SHARE = 1.2, 0.5

_TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[\u4e00-\u9fff]+|\d+")
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_STOP_TEXT = """
a about after all an and any are as at be because been but by call called can cannot could did do does doing
done each even every for from get gets getting give gives go going good got had has have having here how i if
in into is it its just keep know like make makes many me mean means more most much must my need needs never no
not now of off on once one only or other our out over own please put really same say says set should show so
some something still such than that the their them then there these they thing this those through to too try
trying under understand until up use used uses using very want wants was way we well were what when where
whether which while who whose why will with without wonder work works would write writing you your def return
self import torch pytorch
什么 怎么 为什 么是 如何 一个 是什 可以 这个 请问 为啥 我的 怎样 有什 么区 还是 时候 一下 的是 不是 就是 之后 一直
"""
STOP_WORDS = frozenset(_STOP_TEXT.split())


@dataclass(frozen=True)
class Topic:
    """What an entry or a concept can be found by, both languages together."""

    kind: str
    id: str
    phrasings: tuple[str, ...]
    titles: tuple[str, ...]
    texts: tuple[str, ...]
    identifiers: tuple[str, ...]


@dataclass(frozen=True)
class Hit:
    """A topic found, with a score from 0 to 1: the share of the question's weight that the topic covers."""

    kind: str
    id: str
    score: float


@dataclass(frozen=True)
class Outcome:
    """Answers, best first, none where nothing is sure enough; and the nearest topics."""

    answers: tuple[Hit, ...]
    similar: tuple[Hit, ...]


def tokenise(text: str) -> list[str]:
    """Lower-cased words, parts of identifiers, and pairs of neighbouring Chinese characters."""
    tokens: list[str] = []
    for match in _TOKEN.finditer(text):
        if len(tokens) >= TOKEN_LIMIT:
            break
        word = match[0]
        if "\u4e00" <= word[0] <= "\u9fff":
            tokens += [word[index : index + 2] for index in range(len(word) - 1)] or [word]
            continue
        parts = [part.lower() for piece in word.split("_") for part in _CAMEL.findall(piece)]
        whole = word.lower()
        tokens += [whole] if parts == [whole] else [whole, *parts]
    return [stem(token) for token in tokens if token not in STOP_WORDS]


def stem(token: str) -> str:
    """Drop an English plural's s."""
    return token[:-1] if len(token) > 3 and token.endswith("s") and not token.endswith("ss") else token


class QuestionIndex:
    """BM25 over the fields of topics."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        """Index `topics`."""
        self._topics = list(topics)
        counts = [weigh_tokens(topic) for topic in self._topics]
        self._lengths = [sum(count.values()) for count in counts]
        self._mean_length = max(1.0, sum(self._lengths) / max(1, len(counts)))
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, count in enumerate(counts):
            for token, frequency in count.items():
                self._postings[token].append((number, frequency))

    def ask(self, question: str) -> Outcome:
        """Answer, or abstain: the question's rare words must be covered, the unknown ones included."""
        hits = self.search(question, ANSWER_LIMIT)
        best = hits[0].score if hits else 0.0
        if best < ENOUGH_COVERAGE:
            return Outcome((), tuple(hits[:SIMILAR_LIMIT]))
        answers = [hit for hit in hits if hit.score >= ENOUGH_OF_BEST * best]
        return Outcome(tuple(answers), tuple(hit for hit in hits if hit not in answers)[:SIMILAR_LIMIT])

    def search(self, query: str, limit: int) -> list[Hit]:
        """Topics by score, best first."""
        tokens = dict.fromkeys(tokenise(query))
        attainable = sum(self._rarity(token) * (SATURATION + 1) for token in tokens) or 1.0
        scores: dict[int, float] = defaultdict(float)
        for token in tokens:
            rarity = self._rarity(token)
            for number, frequency in self._postings.get(token, ()):
                length = 1 - LENGTH_SHARE + LENGTH_SHARE * self._lengths[number] / self._mean_length
                scores[number] += rarity * frequency * (SATURATION + 1) / (frequency + SATURATION * length)
        ranked = sorted(scores.items(), key=lambda item: (-item[1], self._topics[item[0]].id))[:limit]
        return [Hit(self._topics[n].kind, self._topics[n].id, min(1.0, score / attainable)) for n, score in ranked]

    def _rarity(self, token: str) -> float:
        """Inverse document frequency; a word that no topic has weighs as much as one that a single topic has."""
        count = max(1, len(self._postings.get(token, ())))
        return math.log(1 + (len(self._topics) - count + 0.5) / (count + 0.5))


def weigh_tokens(topic: Topic) -> Counter[str]:
    """How often each token stands in a topic, by the weight of the field."""
    fields = (
        (topic.phrasings, PHRASING_WEIGHT),
        (topic.titles, TITLE_WEIGHT),
        (topic.identifiers, IDENTIFIER_WEIGHT),
        (topic.texts, TEXT_WEIGHT),
    )
    counts: Counter[str] = Counter()
    for texts, weight in fields:
        for text in texts:
            for token in tokenise(text):
                counts[token] += weight
    return counts
