"""Finds the topics that a question is about, by what was learned from how people ask about each.

Subjects that are near and not ours are topics too, of the kind `outside`: what is nearest to them is not answered.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from whygrad.finding.topics import (
    HUNDREDTHS,
    NO_WEIGHTS,
    NO_WORDS,
    OUTSIDE,
    Learned,
    Topic,
    Weights,
    Words,
    column_order,
)
from whygrad.finding.vocabulary import TEXT_CHARACTERS, Vector, features_of, is_chinese, weigh

ANSWER_LIMIT = 5
SIMILAR_LIMIT = 3
ENOUGH = 0.11  # lead of a question that is answered
CLEARLY = 0.36  # and of one that names another framework
ALMOST = 0.0  # from here on a question may be about the topics found
OTHERS = 0.67  # what the best subject that is not ours counts against a lead
WHOSE = 0.15  # what it counts in a lead whether a question is ours at all
NEARLY = 0.6  # share of a checklist's score with which what it leads to comes before it
ENOUGH_OF_BEST = 0.2  # a further answer has at least this share of the first one's score
WHOLLY, NOT_AT_ALL = 1.0, -1.0  # decisions by which a phrasing's own topic was learned, and every other

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


@dataclass(frozen=True)
class Judgement:
    """Our topics, best first, and by how much a question leads to them rather than to a subject that is not ours."""

    hits: tuple[Hit, ...]
    lead: float


FOUND_NOTHING = Judgement((), -math.inf)


class QuestionIndex:
    """Judges a question by a linear model of its features."""

    def __init__(self, topics: Sequence[Topic], weights: Weights = NO_WEIGHTS, words: Words = NO_WORDS) -> None:
        """Index topics, those that are not ours included, by what was learned of them; without it none is found."""
        self._topics = sorted(topics, key=column_order)
        self._biases = weights.biases
        self._learned = Learned(weights)
        self._theirs, self._ours = compile_words(words.theirs), compile_words(words.ours)
        self._courtesy = compile_words(words.courtesy)
        self._leads_to = {topic.id: topic.leads_to for topic in topics}
        self._entries = {topic.id: topic for topic in topics if topic.cases}
        self._cases: dict[str, dict[str, frozenset[str]]] = {}

    def ask(self, question: str, pasted: str = "") -> Outcome:
        """Answer, or abstain: where a subject that is not ours is as near as the best topic, or nothing is near.

        One that names another framework, in its words or in what was `pasted` with them, must be clearly ours.
        """
        judged = self.judge(question)
        if judged.lead < (CLEARLY if self.is_elsewhere(pasted or question) else ENOUGH):
            return Outcome(similar=judged.hits[:SIMILAR_LIMIT] if judged.lead >= ALMOST else ())
        best = judged.hits[0].score
        return Outcome(tuple(hit for hit in judged.hits[:ANSWER_LIMIT] if hit.score >= ENOUGH_OF_BEST * best))

    def is_elsewhere(self, text: str) -> bool:
        """Whether a text names another framework and not ours."""
        read = text[:TEXT_CHARACTERS]
        return bool(self._theirs.search(read)) and not self._ours.search(read)

    def search(self, query: str, limit: int) -> tuple[Hit, ...]:
        """Topics for which anything of the query speaks, best first."""
        return tuple(hit for hit in self.judge(query).hits[:limit] if hit.score)

    def judge(self, question: str) -> Judgement:
        """Every topic by how much the question is about it, and whether it is a question for us."""
        decisions = self._decide(question)
        found = list(zip(self._topics, decisions, strict=False))  # the last decision is of all topics
        ours = sorted((one for one in found if one[0].kind != OUTSIDE), key=lambda one: one[1], reverse=True)
        if not ours:
            return FOUND_NOTHING
        others = max((value for topic, value in found if topic.kind == OUTSIDE), default=NOT_AT_ALL)
        hits = tuple(Hit(topic.kind, topic.id, as_score(value)) for topic, value in ours)
        lead = hits[0].score - OTHERS * as_score(others) + WHOSE * decisions[-1]
        return Judgement(before_checklist(hits, self._leads_to[hits[0].id]), lead)

    def likest_case(self, entry_id: str, question: str) -> str | None:
        """The case with most of the question's features, the fewer cases have one, the more it counts.

        None where none tells them apart.
        """
        cases = self._cases_of(entry_id)
        having = Counter(chain.from_iterable(cases.values()))
        vector, _ = self._read(question)
        weights = {
            case: sum(vector[feature] * math.log(len(cases) / having[feature]) for feature in vector.keys() & own)
            for case, own in cases.items()
        }
        best = max(weights, key=lambda case: weights[case])
        return best if weights[best] else None

    def _decide(self, question: str) -> list[float]:
        """What the features of a question say together of each column; nothing where none is known."""
        vector, learned = self._read(question)
        sums = [float(bias) for bias in self._biases] if learned else []
        for feature, (_, *pairs) in learned.items():
            for column, weight in zip(pairs[::2], pairs[1::2], strict=True):
                sums[column] += vector[feature] * weight
        return [total / HUNDREDTHS for total in sums]

    def _read(self, question: str) -> tuple[Vector, dict[str, tuple[int, ...]]]:
        """The features of a question, and what was learned of each that is known.

        How politely it is asked is left out; what its title says, which is the whole in short, counts twice.
        """
        asked = self._courtesy.sub(" ", question[:TEXT_CHARACTERS])
        title, _, body = asked.partition("\n")
        features = features_of(asked) + (features_of(title) if body else [])
        learned = {feature: numbers for feature in dict.fromkeys(features) if (numbers := self._learned.of(feature))}
        return weigh(features, {feature: numbers[0] / HUNDREDTHS for feature, numbers in learned.items()}), learned

    def _cases_of(self, entry_id: str) -> dict[str, frozenset[str]]:
        """The features of an entry's cases, which are read when it first answers a question."""
        if entry_id not in self._cases:
            self._cases[entry_id] = read_cases(self._entries[entry_id])
        return self._cases[entry_id]


def as_score(decision: float) -> float:
    """A decision as a score from 0 to 1."""
    return min(1.0, max(0.0, (decision - NOT_AT_ALL) / (WHOLLY - NOT_AT_ALL)))


def before_checklist(hits: tuple[Hit, ...], leads_to: frozenset[str]) -> tuple[Hit, ...]:
    """The hits, but of what the first, a checklist, leads to, the nearest before it, if it is nearly as near.

    Who tells so much of the cause is helped more by it than by the list of all causes.
    """
    checklist = hits[0]
    causes = (hit for hit in hits[1:] if hit.id in leads_to and hit.score >= NEARLY * checklist.score)
    cause = next(causes, None)
    if cause is None:
        return hits
    return (replace(cause, score=checklist.score), *(hit for hit in hits if hit is not cause))


def compile_words(words: Sequence[str]) -> re.Pattern[str]:
    """Any of the words: of Latin ones the whole, `hi` and not in `this`, of Chinese ones wherever they stand."""
    latin = "|".join(re.escape(word) for word in words if not is_chinese(word))
    chinese = "|".join(re.escape(word) for word in words if is_chinese(word))
    return re.compile(rf"\b(?:{latin or NOTHING})\b|(?:{chinese or NOTHING})", re.IGNORECASE | re.ASCII)


def read_cases(topic: Topic) -> dict[str, frozenset[str]]:
    """The features of the prose of each case."""
    return {case: frozenset(features_of("\n".join(texts))) for case, texts in topic.cases.items()}
