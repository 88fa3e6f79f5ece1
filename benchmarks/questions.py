"""Question search beside SQLite's FTS5 with BM25, on questions whose writer had not seen the phrasings."""

from __future__ import annotations

import json
import re
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from service.authoring.compiling import concept_document, entry_document
from service.authoring.folders import read_knowledge
from service.authoring.rows import required_runs
from service.authoring.topics import concept_topic, entry_topic
from whygrad.finding.questions import QuestionIndex, SearchWords, Topic, Vocabulary
from whygrad.languages import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ROOT / "tests" / "data" / "questions.jsonl"
Question = dict[str, Any]
Search = Callable[[str], list[str]]


def main() -> None:
    """Ask each engine every question of a file (`python -m benchmarks.questions [FILE]`) and print a table."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else QUESTIONS
    questions: list[Question] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    topics, words = read_topics()
    ours, plain = index_topics(topics, words), index_topics(topics, SearchWords())
    engines: dict[str, Search] = {
        "ours": lambda text: [hit.id for hit in ours.ask(text).answers],
        "ours without `search.toml`": lambda text: [hit.id for hit in plain.ask(text).answers],
        "FTS5: porter and pairs of Chinese characters, BM25": Fts(topics).search,
    }
    print("| engine | en top-1 | en top-3 | zh top-1 | zh top-3 | out of scope answered | p50 ms |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, search in engines.items():
        print(f"| {name} | {' | '.join(score(search, questions))} |")


def read_topics() -> tuple[list[Topic], SearchWords]:
    """The topics of the present knowledge, and the words of question search."""
    root = ROOT / "knowledge"
    knowledge = read_knowledge(root)
    topics = []
    for entry in knowledge.entries.values():
        runs = required_runs(root, knowledge, entry.id)
        topics.append(entry_topic(entry.phrasings, [entry_document(entry, runs, language) for language in LANGUAGES]))
    for concept in knowledge.concepts.values():
        runs = required_runs(root, knowledge, concept.id)
        documents = [concept_document(concept, runs, language, []) for language in LANGUAGES]
        topics.append(concept_topic(concept.phrasings, documents))
    return topics, knowledge.search


def index_topics(topics: Sequence[Topic], words: SearchWords) -> QuestionIndex:
    """The index of topics under the synonyms of `words`."""
    return QuestionIndex(map(Vocabulary(words.synonyms).read_topic, topics), words)


def score(search: Search, questions: Sequence[Question]) -> list[str]:
    """Shares right at first and among three, by language; answered out of scope; milliseconds a question."""
    seconds, found = [], []
    for question in questions:
        began = time.perf_counter()
        found.append(search(question["text"]))
        seconds.append(time.perf_counter() - began)
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

    def __init__(self, topics: Sequence[Topic]) -> None:
        """Index `topics`, phrasings and titles weighing three times as much."""
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE topics USING fts5(id UNINDEXED, strong, weak, tokenize = 'porter unicode61')"
        )
        for topic in topics:
            fields = [
                " ".join(map(pair_characters, texts)) for texts in ((*topic.phrasings, *topic.titles), topic.texts)
            ]
            self._database.execute("INSERT INTO topics VALUES (?, ?, ?)", [topic.id, *fields])

    def search(self, text: str) -> list[str]:
        """Ids of topics, best first."""
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(re.findall(r"\w+", pair_characters(text))))
        query = "SELECT id FROM topics WHERE topics MATCH ? ORDER BY bm25(topics, 0, 3, 1) LIMIT 5"
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
