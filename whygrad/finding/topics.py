"""What questions are about, and how people ask about each: counted once, and read by every process that answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from whygrad.finding.vocabulary import count_features

OUTSIDE = "outside"

Counts = Mapping[str, Sequence[int]]


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
class Words:
    """Words that tell whose question it is, or nothing of what it is about; in lower case.

    `theirs` name another framework, `ours` ours; `courtesy` is how people ask, whatever they ask about.
    """

    theirs: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    courtesy: tuple[str, ...] = ()


NO_WORDS = Words()


@dataclass(frozen=True)
class Subjects:
    """What question search knows beside entries and concepts.

    `outside` is how people ask about each subject that is near and not ours, or not written yet. `counts` is what
    `count_topics` makes of all topics, these too; without it they are counted anew.
    """

    outside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Words = NO_WORDS
    counts: Counts = field(default_factory=dict)

    def topics(self) -> list[Topic]:
        """The subjects as topics."""
        return [Topic(OUTSIDE, subject, phrasings) for subject, phrasings in self.outside.items()]


def count_topics(topics: Sequence[Topic]) -> Counts:
    """For each feature the topics, as numbers in order, and how many of their phrasings have it, in turn."""
    return count_texts(chain.from_iterable(map(count_features, topic.phrasings)) for topic in in_order(topics))


def count_texts(texts: Iterable[Iterable[str]]) -> Counts:
    """For each feature the texts, as numbers, and how often each has it, in turn."""
    counts: dict[str, list[int]] = defaultdict(list)
    for number, features in enumerate(texts):
        for feature, count in Counter(features).items():
            counts[feature] += number, count
    return counts


def in_order(topics: Sequence[Topic]) -> list[Topic]:
    """Topics in the order in which they are numbered."""
    return sorted(topics, key=lambda topic: (topic.kind, topic.id))


def in_pairs(pairs: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Numbers with the counts that follow them."""
    return zip(pairs[::2], pairs[1::2], strict=True)
