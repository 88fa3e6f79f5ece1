"""Keeps what was learned in the user's cache folder, so that the same phrasings are learned from once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from service.authoring import learning
from service.authoring.learning import Asked, learn_weights
from service.settings import cache_folder
from whygrad.finding import topics, vocabulary
from whygrad.finding.topics import Weights, column_order

LEARNER = (learning, topics, vocabulary)  # with scikit-learn, all the code that decides what is learned
LIMIT_BYTES = "100M"  # of the folder; what was used longest ago makes room


def learn_once(asked: Sequence[Asked]) -> Weights:
    """What `learn_weights` learns; at once where the same code has learned from the same phrasings before."""
    memory = open_memory()
    weights: Weights = memory.cache(learn, ignore=["asked"])(asked, key_of(asked))
    memory.reduce_size(LIMIT_BYTES)
    return weights


def open_memory() -> Any:  # noqa: ANN401 - joblib has no types
    """What keeps results, each written whole or not at all; one that keeps nothing where no folder can be made."""
    from joblib import Memory  # takes a quarter of a second, which other commands need not wait

    folder = cache_folder() / "learned"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Memory(None)
    return Memory(folder, verbose=0)


def learn(asked: Sequence[Asked], key: str) -> Weights:
    """Learn what is kept by the key."""
    return learn_weights(asked)


def key_of(asked: Sequence[Asked]) -> str:
    """A hash of everything that decides what is learned; the order of the topics does not."""
    content = [
        version("scikit-learn"),
        *(Path(str(module.__file__)).read_text(encoding="utf-8") for module in LEARNER),
        *(
            [one.topic.kind, one.topic.id, one.phrasings, sorted(one.relatives)]
            for one in sorted(asked, key=lambda one: column_order(one.topic))
        ),
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
