"""Learns what each word of a question speaks for, from how people ask about each topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from whygrad.finding.topics import HUNDREDTHS, NO_WEIGHTS, OUTSIDE, Topic, Weights, column_order, pack
from whygrad.finding.vocabulary import features_of

CAPACITY = 0.1  # C of a support vector machine: the more, the closer it keeps to the phrasings
TOLERANCE = 0.1  # in hundredths nearly the same as with 0.0001, in half of the time
LEAST = 0.02  # a weight that is kept
OWN = 2.0  # what a topic's own phrasing counts in its machine, where another topic's counts 1
RELATIVE = 0.2  # and one of a relative, which is often a question about the topic too
NOTHING = Topic(OUTSIDE, "")  # what the empty text is about


@dataclass(frozen=True)
class Asked:
    """How people ask about a topic, in all languages, and the ids of the topics that it names or that name it."""

    topic: Topic
    phrasings: tuple[str, ...]
    relatives: frozenset[str] = frozenset()


def learn_weights(asked: Sequence[Asked]) -> Weights:
    """Learn a linear support vector machine for each topic, and one for whether a text is about any that is ours.

    Takes some forty seconds for fifty-two thousand phrasings.
    """
    if not asked:
        return NO_WEIGHTS
    ordered = sorted(asked, key=lambda one: column_order(one.topic))
    topics = [NOTHING, *(one.topic for one in ordered for _ in one.phrasings)]
    vectorizer, vectors = vectorize(["", *(text for one in ordered for text in one.phrasings)])
    machines = [machine_of(one, topics, vectors) for one in ordered]
    machines.append(new_machine(class_weight="balanced").fit(vectors, [topic.kind != OUTSIDE for topic in topics]))
    return as_weights(machines, vectorizer)


def vectorize(texts: Sequence[str]) -> tuple[Any, Any]:
    """The features of all texts with how rare each is, and a sparse matrix of them: a row a text, of length 1."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # takes a second, which other commands need not wait

    vectorizer = TfidfVectorizer(analyzer=features_of, sublinear_tf=True)
    return vectorizer, vectorizer.fit_transform(texts)


def machine_of(one: Asked, topics: Sequence[Topic], vectors: Any) -> Any:  # noqa: ANN401 - of scikit-learn
    """The machine that tells a topic's texts from the others, of which the empty one is; `topics` are the texts'."""
    counts = dict.fromkeys(one.relatives, RELATIVE) | {one.topic.id: OWN}
    importance = [counts.get(topic.id, 1.0) for topic in topics]
    return new_machine().fit(vectors, [topic is one.topic for topic in topics], importance)


def new_machine(**options: Any) -> Any:  # noqa: ANN401 - of scikit-learn
    """A machine that has not learned."""
    from sklearn.svm import LinearSVC

    return LinearSVC(C=CAPACITY, tol=TOLERANCE, random_state=0, **options)


def as_weights(machines: Sequence[Any], vectorizer: Any) -> Weights:  # noqa: ANN401 - of scikit-learn
    """The machines in hundredths, by feature, without the weights that hardly count."""
    pairs: dict[int, list[int]] = {}
    for column, machine in enumerate(machines):
        weights = machine.coef_[0]
        for place in (abs(weights) >= LEAST).nonzero()[0]:
            pairs.setdefault(place, []).extend((column, in_hundredths(weights[place])))
    names, rarities = vectorizer.get_feature_names_out(), vectorizer.idf_  # names are in alphabetical order
    rows = [[in_hundredths(rarities[place]), *own] for place, own in sorted(pairs.items())]
    return Weights(
        biases=[in_hundredths(machine.intercept_[0]) for machine in machines],
        features="\n".join(names[place] for place in sorted(pairs)),
        lengths=pack([len(row) for row in rows]),
        numbers=pack([number for row in rows for number in row]),
    )


def in_hundredths(number: float) -> int:
    """A number as so many hundredths."""
    return round(HUNDREDTHS * float(number))
