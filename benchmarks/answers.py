"""What a diagnosis costs in process, part by part, on different pastes: with the knowledge as it is, and nine times it.

`python -m benchmarks.answers [TIMES …]`
"""

from __future__ import annotations

import dataclasses
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from service.authoring.folders import read_knowledge
from service.authoring.rows import build_items
from service.storage.items import Item as StoredItem
from whygrad.answers.diagnoses import diagnose_report
from whygrad.answers.library import Item, Library, build_libraries
from whygrad.reading import Report, read_report

ROOT = Path(__file__).resolve().parents[1]
TIMES = (1, 9)
PASTES_OF_AN_ENTRY = 20
SEED = 0
LIBRARY = "/opt/conda/lib/python3.11/site-packages/torch/nn/modules/module.py"
FOREIGN = (
    "CUDA error: device-side assert triggered",
    "mat1 and mat2 shapes cannot be multiplied (32x512 and 256x10)",
    "Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu!",
)


def main() -> None:
    """Measure and print a table: microseconds of CPU a paste."""
    print("| entries | pastes | read | match | match and compose | write as JSON | all, p99 |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    items = build_items(ROOT / "knowledge", read_knowledge(ROOT / "knowledge"))
    for times in [int(text) for text in sys.argv[1:]] or TIMES:
        library = build_libraries("bench", repeat_entries(items, times))["en"]
        library.prepare()
        for name, pastes in make_pastes(library).items():
            print(measure(library, name, pastes), flush=True)


def repeat_entries(items: Sequence[StoredItem], times: int) -> Iterator[Item]:
    """The knowledge, each entry several times with a word of its own in its signatures."""
    for item in items:
        row = Item(item.kind, item.id, item.matching, item.documents)
        yield row
        for copy in range(1, times if item.kind == "error" else 1):
            yield dataclasses.replace(
                row, id=f"{item.id}-{copy}", matching=item.matching | {"signatures": rename(item.matching, copy)}
            )


def rename(matching: dict[str, Any], copy: int) -> list[dict[str, Any]]:
    """The signatures of a copy, which match no message of the original."""
    word = "copy" + "abcdefghij"[copy % 10] * 3
    return [stored | {"pattern": f"{word} {stored['pattern']}"} for stored in matching["signatures"]]


def make_pastes(library: Library) -> dict[str, list[str]]:
    """Different tracebacks that end in messages of the knowledge, and as many that end in others."""
    rng = random.Random(SEED)
    raised = [case.reproduction.raises for entry in library.entries() for case in entry.cases]
    ours = [message for message in dict.fromkeys(raised) if message]
    return {
        "matched": [write_paste(rng, message) for message in ours for _ in range(PASTES_OF_AN_ENTRY)],
        "unmatched": [write_paste(rng, f"RuntimeError: {rng.choice(FOREIGN)}") for _ in ours * PASTES_OF_AN_ENTRY],
    }


def write_paste(rng: random.Random, message: str) -> str:
    """A traceback of four to twenty frames, some of them a library's."""
    frames = "".join(write_frame(rng, number) for number in range(rng.randint(4, 20)))
    return f"Traceback (most recent call last):\n{frames}{message}"


def write_frame(rng: random.Random, number: int) -> str:
    """A frame of the user's code or of torch's."""
    if rng.random() < 0.5:
        head = f'  File "{LIBRARY}", line {number}, in _call_impl'
        return f"{head}\n    return forward_call(*args, **kwargs)\n"
    head = f'  File "/home/ann/project/part{rng.randrange(9)}.py", line {rng.randrange(500)}, in step{number}'
    return f"{head}\n    loss{number} = self.layer{rng.randrange(99)}(hidden)\n"


def measure(library: Library, name: str, pastes: Sequence[str]) -> str:
    """One row of the table."""
    for paste in pastes:  # the first time compiles
        diagnose_report(library, read_report(paste))
    reports = [read_report(paste) for paste in pastes]
    diagnoses = [diagnose_report(library, report) for report in reports]

    def compose(report: Report) -> object:
        return diagnose_report(library, report)

    parts = [
        time_each(read_report, pastes),
        time_each(library.finders.signatures.match, reports),
        time_each(compose, reports),
        time_each(orjson.dumps, diagnoses),
    ]
    whole = time_each(lambda paste: orjson.dumps(diagnose_report(library, read_report(paste))), pastes)
    cells = " | ".join(f"{statistics.mean(found):.0f}" for found in parts)
    slowest = statistics.quantiles(whole, n=100)[-1]
    return f"| {len(library.entries())} | {len(pastes)} {name} | {cells} | {slowest:.0f} |"


def time_each(action: Callable[[Any], object], values: Sequence[Any]) -> list[float]:
    """Microseconds of CPU that `action` takes for each value."""
    found = []
    for value in values:
        began = time.process_time_ns()
        action(value)
        found.append((time.process_time_ns() - began) / 1e3)
    return found


if __name__ == "__main__":
    main()
