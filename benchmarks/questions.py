"""Question search beside SQLite's FTS5 with BM25, on questions whose writer had not seen the phrasings.

Times are processor time.
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from service.authoring.folders import read_knowledge
from service.authoring.learning import Asked, learn_weights
from service.authoring.rows import published_items
from service.authoring.topics import asked_of_all
from whygrad.answers.codec import dump, load
from whygrad.answers.questions import asked_in
from whygrad.finding.questions import QuestionIndex
from whygrad.finding.topics import OUTSIDE, Weights
from whygrad.reading import read_report

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ROOT / "tests" / "data" / "questions.jsonl"
Question = dict[str, Any]
Search = Callable[[str], list[str]]


def main() -> None:
    """Ask each engine every question of a file (`python -m benchmarks.questions [FILE]`) and print a table."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else QUESTIONS
    questions = read_questions(path)
    everything = read_asked()
    ours = [one for one in everything if one.topic.kind != OUTSIDE]
    full, alone = index_of(everything), index_of(ours)
    print("| topics and subjects | phrasings | learned s | read ms | a question p50 ms | p99 ms |")
    print("| --- | --- | --- | --- | --- | --- |")
    for known in (everything, enlarge(everything)):
        print(f"| {' | '.join(time_index(known, questions))} |")
    print()
    engines: dict[str, Search] = {
        "ours": lambda text: [hit.id for hit in full.ask(text).answers],
        "ours without subjects outside": lambda text: [hit.id for hit in alone.ask(text).answers],
        "FTS5: porter and pairs of Chinese characters, BM25": Fts(ours).search,
    }
    print("| engine | en top-1 | en top-3 | zh top-1 | zh top-3 | out of scope answered | p50 ms |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, search in engines.items():
        print(f"| {name} | {' | '.join(score(search, questions))} |")


def read_asked() -> list[Asked]:
    """How people ask about everything that the present knowledge has a name for."""
    knowledge = read_knowledge(ROOT / "knowledge")
    return asked_of_all(knowledge, published_items(ROOT / "knowledge", knowledge))


def index_of(asked: Sequence[Asked]) -> QuestionIndex:
    """What is learned of them."""
    return QuestionIndex([one.topic for one in asked], learn_weights(asked))


def enlarge(asked: Sequence[Asked]) -> list[Asked]:
    """The topics and 40 % more, whose phrasings are words of all of them."""
    rng = random.Random(0)
    words = [word for one in asked for phrasing in one.phrasings for word in phrasing.split()]
    return [*asked, *(scramble(one, words, rng) for one in rng.sample(asked, len(asked) * 2 // 5))]


def scramble(one: Asked, words: Sequence[str], rng: random.Random) -> Asked:
    """A topic with as many phrasings, as long, of other words."""
    phrasings = tuple(" ".join(rng.choices(words, k=len(text.split()))) for text in one.phrasings)
    return Asked(replace(one.topic, id=f"{one.topic.id}-again"), phrasings)


def time_index(asked: Sequence[Asked], questions: Sequence[Question]) -> list[str]:
    """How many topics and phrasings; how long it takes to learn from them, to read what was learned, and to ask."""
    began = time.process_time()
    text = json.dumps(dump(learn_weights(asked)))
    learned = time.process_time() - began
    began = time.process_time()
    index = QuestionIndex([one.topic for one in asked], load(Weights, json.loads(text)))
    read = (time.process_time() - began) * 1e3
    seconds = [time_one(index.ask, question["text"]) for question in (*questions, *questions)][len(questions) :]
    percentiles = (1e3 * statistics.median(seconds), 1e3 * statistics.quantiles(seconds, n=100)[-1])
    phrasings = sum(len(one.phrasings) for one in asked)
    return [str(len(asked)), str(phrasings), *(f"{value:.2f}" for value in (learned, read, *percentiles))]


def time_one(ask: Callable[[str], Any], text: str) -> float:
    """Seconds of one call."""
    began = time.process_time()
    ask(text)
    return time.process_time() - began


def read_questions(path: Path) -> list[Question]:
    """The questions of a file, as they are searched for: without errors."""
    questions = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [question | {"text": asked_in(question["text"], read_report(question["text"]))} for question in questions]


def score(search: Search, questions: Sequence[Question]) -> list[str]:
    """Shares right at first and among three, by language; answered out of scope; milliseconds a question."""
    seconds, found = [], []
    for question in questions:
        began = time.process_time()
        found.append(search(question["text"]))
        seconds.append(time.process_time() - began)
    cells = []
    for language in ("en", "zh"):
        asked = [(q, f) for q, f in zip(questions, found, strict=True) if q["topic"] and q["lang"] == language]
        for depth in (1, 3):
            right = sum(bool({q["topic"], *q["acceptable"]} & set(f[:depth])) for q, f in asked)
            cells.append(f"{right / len(asked):.3f}")
    outside = [f for q, f in zip(questions, found, strict=True) if not q["topic"]]
    return [*cells, f"{sum(map(bool, outside))}/{len(outside)}", f"{statistics.median(seconds) * 1e3:.2f}"]


class Fts:
    """SQLite's full-text index; it ranks, and answers whatever shares a word."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        """Index phrasings and titles."""
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE topics USING fts5(id UNINDEXED, phrasings, tokenize = 'porter unicode61')"
        )
        for one in asked:
            phrasings = " ".join(map(pair_characters, one.phrasings))
            self._database.execute("INSERT INTO topics VALUES (?, ?)", [one.topic.id, phrasings])

    def search(self, text: str) -> list[str]:
        """Ids of topics, best first."""
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(re.findall(r"\w+", pair_characters(text))))
        query = "SELECT id FROM topics WHERE topics MATCH ? ORDER BY bm25(topics) LIMIT 5"
        return [row[0] for row in self._database.execute(query, [words])] if words else []


def pair_characters(text: str) -> str:
    """Chinese as pairs of neighbouring characters, apart by blanks."""
    return re.sub(
        r"[\u4e00-\u9fff]+",
        lambda run: " " + " ".join(run[0][i : i + 2] for i in range(max(1, len(run[0]) - 1))) + " ",
        text,
    )


if __name__ == "__main__":
    main()
