"""Reading a paste, by kind, and finding its entry: time by the number of signatures, beside a loop of regexes.

`python -m benchmarks.matching [NUMBER …]`; 1,000,000 signatures take some minutes and gigabytes.
"""

from __future__ import annotations

import json
import random
import re
import resource
import sys
import time
from collections.abc import Callable, Sequence

from benchmarks.figures import Figure
from whygrad.finding.signatures import Signature, SignatureIndex
from whygrad.reading import read_report

SIZES = (300, 1_000, 10_000, 100_000)
TEXTS = 1_000
LOOP_LIMIT = 1_000
WORDS = 20_000
SEED = 0


def main() -> None:
    """Measure and print a table."""
    print("| paste | characters | read p50 (ms) | µs a line |")
    print("| --- | --- | --- | --- |")
    for kind, text in kinds_of_paste().items():
        print(measure_kind(kind, text), flush=True)
    print()
    sizes = [int(text) for text in sys.argv[1:]] or SIZES
    print("| signatures | build s | RSS MiB | read p50 | match p50 | both p50 | both p99 | loop of re p50 (ms) |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for size in sizes:
        print(measure_size(size), flush=True)


def kinds_of_paste() -> dict[str, str]:
    """One traceback of eight frames as a terminal, a notebook, the notebook's file and a logger show it."""
    plain = make_paste(random.Random(SEED), "the gradient is not there", frames=8)
    frames = "\n\n".join(
        f"Cell In[{n}], line {n + 2}\n      {n} x = net(x)\n----> {n + 2} out = self.layer{n}(x)" for n in range(1, 9)
    )
    title = f"RuntimeError{' ' * 30}Traceback (most recent call last)"
    notebook = f"{title}\n{frames}\n\nRuntimeError: the gradient is not there"
    fields = {"ename": "RuntimeError", "evalue": "the gradient is not there", "traceback": notebook.split("\n")}
    log = "\n".join(f"2025-03-09 22:10:01,123 [rank0] {line}" for line in plain.split("\n"))
    return {"plain": plain, "Jupyter": notebook, "notebook JSON": json.dumps(fields, indent=1), "log": log}


def measure_kind(kind: str, text: str) -> str:
    """One row of the table of kinds."""
    seconds = time_each(read_report, [text] * TEXTS).percentile(50)
    return f"| {kind} | {len(text):,} | {seconds * 1e3:.2f} | {seconds * 1e6 / (text.count(chr(10)) + 1):.1f} |"


def measure_size(size: int) -> str:
    """One row of the table."""
    rng = random.Random(SEED)
    vocabulary = make_words(rng)
    signatures = [make_signature(rng, vocabulary, number) for number in range(size)]
    began = time.perf_counter()
    index = SignatureIndex(signatures)
    build_seconds = time.perf_counter() - began
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    texts = [make_paste(rng, fill(rng, rng.choice(signatures)) if number % 2 else unknown(rng, vocabulary))
             for number in range(TEXTS)]  # fmt: skip
    for text in texts:  # the first time compiles
        index.match(read_report(text))
    read = time_each(read_report, texts)
    both = time_each(lambda text: index.match(read_report(text)), texts)
    match = both.percentile(50) - read.percentile(50)
    loop = "not run" if size > LOOP_LIMIT else f"{time_loop(signatures, texts[:100]).percentile(50) * 1e3:.2f}"
    times = " | ".join(
        f"{value * 1e3:.2f}" for value in (read.percentile(50), match, both.percentile(50), both.percentile(99))
    )
    return f"| {size:,} | {build_seconds:.1f} | {resident:.0f} | {times} | {loop} |"


def time_each(action: Callable[[str], object], texts: Sequence[str]) -> Figure:
    """How long `action` takes on each text."""
    seconds = []
    for text in texts:
        began = time.perf_counter()
        action(text)
        seconds.append(time.perf_counter() - began)
    return Figure("", seconds)


def time_loop(signatures: Sequence[Signature], texts: Sequence[str]) -> Figure:
    """What one would write first: every pattern searched in the text, one after the other."""
    patterns = [re.compile(signature.pattern.replace(" ", r"\s+")) for signature in signatures]
    return time_each(lambda text: [pattern for pattern in patterns if pattern.search(text)], texts)


def make_words(rng: random.Random) -> list[str]:
    """A vocabulary of made-up words."""
    syllables = [a + b for a in "bcdfghjklmnprstvw" for b in "aeiou"]
    return list(dict.fromkeys("".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(2 * WORDS)))[:WORDS]


def choose_words(rng: random.Random, vocabulary: Sequence[str]) -> list[str]:
    """Words as messages have them: some are everywhere, most are rare."""
    return [vocabulary[int(len(vocabulary) * rng.random() ** 3)] for _ in range(rng.randint(6, 16))]


def make_signature(rng: random.Random, vocabulary: Sequence[str], number: int) -> Signature:
    """A message of some words with one captured number."""
    words = choose_words(rng, vocabulary)
    words.insert(rng.randrange(1, len(words)), r"(?P<value>\d+)")
    return Signature(f"entry-{number}", ("RuntimeError",), " ".join(words))


def fill(rng: random.Random, signature: Signature) -> str:
    """A message that a signature matches."""
    return signature.pattern.replace(r"(?P<value>\d+)", str(rng.randrange(100)))


def unknown(rng: random.Random, vocabulary: Sequence[str]) -> str:
    """A message of the same words that no signature matches."""
    return " ".join(choose_words(rng, vocabulary))


def make_paste(rng: random.Random, message: str, frames: int = 0) -> str:
    """A traceback of some frames, or of one to twenty."""
    lines = "".join(
        f'  File "/home/ann/project/part{n}.py", line {rng.randrange(500)}, in step\n    out = self.layer{n}(out)\n'
        for n in range(frames or rng.randint(1, 20))
    )
    return f"Traceback (most recent call last):\n{lines}RuntimeError: {message}"


if __name__ == "__main__":
    main()
