"""Reading a paste and finding its entry: time by the number of signatures, beside a loop of regexes.

`python -m benchmarks.matching [NUMBER …]`; 1,000,000 signatures take some minutes and gigabytes.
"""

from __future__ import annotations

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
    sizes = [int(text) for text in sys.argv[1:]] or SIZES
    print("| signatures | build s | RSS MiB | read p50 | match p50 | both p50 | both p99 | loop of re p50 (ms) |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for size in sizes:
        print(measure_size(size), flush=True)


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


def make_paste(rng: random.Random, message: str) -> str:
    """A traceback of one to twenty frames."""
    frames = "".join(
        f'  File "/home/ann/project/part{n}.py", line {rng.randrange(500)}, in step\n    out = self.layer{n}(out)\n'
        for n in range(rng.randint(1, 20))
    )
    return f"Traceback (most recent call last):\n{frames}RuntimeError: {message}"


if __name__ == "__main__":
    main()
