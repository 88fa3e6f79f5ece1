"""What questions can be about, and what each word of a question speaks for."""

from __future__ import annotations

import base64
import struct
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

OUTSIDE = "outside"
HUNDREDTHS = 100  # of a weight are 1
NUMBER_BYTES = 2  # of a packed number


@dataclass(frozen=True)
class Topic:
    """An entry, a concept, or a subject that is not ours.

    `cases` of an entry have the prose that tells them apart; `leads_to` of a checklist are the topics that it tells
    apart.
    """

    kind: str
    id: str
    cases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    leads_to: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Words:
    """Words that tell whose question it is, or nothing of what it is about; in lower case.

    `theirs` name another framework, `ours` ours; `courtesy` is how people ask, whatever they ask about.
    """

    theirs: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    courtesy: tuple[str, ...] = ()


@dataclass(frozen=True)
class Weights:
    """A linear model of what a text is about, in hundredths; `service.authoring.learning` learns it.

    Its columns are the topics in order, then whether the text is about any that is ours. `biases` are where each
    column starts. `features` are the names of what texts have, in alphabetical order, a line each. Of each there are
    as many of the `numbers` as `lengths` says: how rare it is, then the columns that it speaks for or against, each
    with how much. They are packed: there are a million, of which a question needs some thousands, and a paste none.
    """

    biases: Sequence[int] = ()
    features: str = ""
    lengths: str = ""
    numbers: str = ""


NO_WORDS = Words()
NO_WEIGHTS = Weights()


@dataclass(frozen=True)
class Subjects:
    """What question search knows beside entries and concepts: the ids of `outside` subjects, near and not ours."""

    outside: tuple[str, ...] = ()
    words: Words = NO_WORDS
    weights: Weights = NO_WEIGHTS

    def topics(self) -> list[Topic]:
        """The subjects as topics."""
        return [Topic(OUTSIDE, subject) for subject in self.outside]


def column_order(topic: Topic) -> tuple[str, str]:
    """What the columns of topics are in order of."""
    return topic.kind, topic.id


class Learned:
    """What was learned of each feature, found by its name."""

    def __init__(self, weights: Weights) -> None:
        """Read where each feature's numbers stand, but none of them."""
        self._features = weights.features.splitlines()
        self._lengths = unpack(weights.lengths)
        self._starts = [0, *accumulate(self._lengths)]
        self._packed = base64.b64decode(weights.numbers)

    def of(self, feature: str) -> tuple[int, ...]:
        """How rare the feature is, then columns and how much it speaks for each; nothing of one that is not known."""
        place = bisect_left(self._features, feature)
        if place == len(self._lengths) or self._features[place] != feature:
            return ()
        return struct.unpack_from(f"<{self._lengths[place]}h", self._packed, NUMBER_BYTES * self._starts[place])


def pack(numbers: Sequence[int]) -> str:
    """Whole numbers of 16 bits as text."""
    return base64.b64encode(struct.pack(f"<{len(numbers)}h", *numbers)).decode()


def unpack(text: str) -> tuple[int, ...]:
    """The numbers that were packed."""
    data = base64.b64decode(text)
    return struct.unpack(f"<{len(data) // NUMBER_BYTES}h", data)
