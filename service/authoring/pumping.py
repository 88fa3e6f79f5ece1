"""Finds the text that a regex is slowest on: each of its quantifiers is fed with its own alphabet.

Python's engine backtracks, so a pattern that is searched for in foreign text must take time in proportion to the text.
`worst_growth` measures it: a linear pattern takes twice as long for a text twice as long, a quadratic one four times.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

LENGTH = 2_000  # characters; the text twice as long is measured beside it
# Counts of units tried before, so that nothing exponential is waited for
RISING_COUNTS = (*range(8, 40, 4), *(int(40 * 1.25**step) for step in range(15)))
HOPELESS_SECONDS = 0.2  # at one of these counts
NOISE_SECONDS = 0.002  # what is faster at twice LENGTH is not slow, whatever the ratio
LINEAR_RATIO = 3.0
RUNS = 3
ALPHABET_LIMIT = 4  # characters tried for one set
PLAIN_CHARACTERS = "a0A_ .-/\"'(,:;=\n|<é"

REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)

Node = tuple[Any, Any]  # an operation and its arguments


@dataclass(frozen=True)
class Growth:
    """How the time of a search grows when the text grows to twice its length; `unit` repeated is the text."""

    ratio: float
    seconds: float
    unit: str

    @property
    def is_linear(self) -> bool:
        """Whether the time grows in proportion to the text, or is too short to tell."""
        return self.seconds < NOISE_SECONDS or self.ratio < LINEAR_RATIO


def worst_growth(pattern: re.Pattern[str]) -> Growth:
    """The first growth that is found not to be linear, else that of the text this pattern is slowest on."""
    worst = Growth(1.0, 0.0, "")
    for before, unit in pumps(pattern):
        worst = max(worst, measure(pattern, before, unit), key=lambda growth: growth.seconds)
        if not worst.is_linear:
            break
    return worst


def measure(pattern: re.Pattern[str], before: str, unit: str) -> Growth:
    """The growth on `before`, then `unit` again and again."""
    for count in RISING_COUNTS:
        if count * len(unit) < LENGTH and seconds_of(pattern, fill(before, unit, count), runs=1) > HOPELESS_SECONDS:
            return Growth(float("inf"), float("inf"), unit)
    long = fill(before, unit, 2 * LENGTH // len(unit))
    seconds = seconds_of(pattern, long, runs=1)
    if seconds > NOISE_SECONDS:
        seconds = seconds_of(pattern, long, RUNS)
    if seconds < NOISE_SECONDS:
        return Growth(1.0, seconds, unit)
    return Growth(seconds / seconds_of(pattern, fill(before, unit, LENGTH // len(unit)), RUNS), seconds, unit)


def fill(before: str, unit: str, count: int) -> str:
    """A beginning and `count` units, with an end that no pattern expects."""
    return before + unit * count + "\x00"


def seconds_of(pattern: re.Pattern[str], text: str, runs: int) -> float:
    """The shortest time, of this thread, that finding every match takes."""
    seconds = []
    for _ in range(runs):
        began = time.thread_time()
        for _ in pattern.finditer(text):
            pass
        seconds.append(time.thread_time() - began)
    return min(seconds)


def pumps(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Pairs of a beginning and a unit to repeat behind it, each once."""
    tree = list(
        parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE if pattern.flags & re.ASCII else pattern.flags)
    )
    letters = "".join(dict.fromkeys([*literals(tree), *PLAIN_CHARACTERS]))
    whole = sample(tree, letters)
    seen: set[tuple[str, str]] = set()
    for before, body in repeats(tree, "", letters):
        for unit in dict.fromkeys(units(body, letters)):
            seen |= {("", unit), (before, unit), ("", before + unit)}
    seen |= {("", whole), ("", whole[:-1]), ("", whole[:-1] + "\n")}
    yield from sorted((before, unit) for before, unit in seen if unit)


def literals(tree: Iterable[Node]) -> Iterator[str]:
    """Every character that a pattern names."""
    for node in tree:
        if node[0] in (op.LITERAL, op.NOT_LITERAL):
            yield chr(node[1])
        for inner in children(node):
            yield from literals(inner)


def repeats(tree: list[Node], before: str, letters: str) -> Iterator[tuple[str, list[Node]]]:
    """What each quantifier repeats, with a text that leads up to it."""
    for node in tree:
        if node[0] in REPEATS and node[1][1] > 1:
            yield before, list(node[1][2])
        for inner in children(node):
            yield from repeats(inner, before, letters)
        before += sample_node(node, letters)


def units(body: list[Node], letters: str) -> Iterator[str]:
    """Texts that a quantifier's body matches: for a set, some characters of it, those first that the pattern names."""
    yield sample(body, letters)
    if len(body) == 1:
        yield from [letter for letter in letters if matches(body[0], letter)][:ALPHABET_LIMIT]


def children(node: Node) -> Iterator[list[Node]]:
    """The parts inside one node of a parsed pattern."""
    code, argument = node
    if code is op.BRANCH:
        yield from map(list, argument[1])
    elif code is op.SUBPATTERN:
        yield list(argument[3])
    elif code in REPEATS:
        yield list(argument[2])
    elif code in (op.ASSERT, op.ASSERT_NOT):
        yield list(argument[1])
    elif code is op.ATOMIC_GROUP:
        yield list(argument)
    elif code is op.GROUPREF_EXISTS:
        yield from (list(part) for part in argument[1:] if part)


def sample(tree: Iterable[Node], letters: str) -> str:
    """A short text that a part of a pattern matches, as far as that can be told from the part alone."""
    return "".join(sample_node(node, letters) for node in tree)


def sample_node(node: Node, letters: str) -> str:
    """A short text that one node matches."""
    code, argument = node
    if code is op.LITERAL:
        return chr(argument)
    if code in (op.ANY, op.IN, op.NOT_LITERAL):
        return next((letter for letter in PLAIN_CHARACTERS + letters if matches(node, letter)), "")
    if code in (op.AT, op.ASSERT, op.ASSERT_NOT, op.GROUPREF):
        return ""
    first = next(children(node), [])
    times = max(1, argument[0]) if code in REPEATS else 1
    return sample(first, letters) * times


def matches(node: Node, letter: str) -> bool:
    """Whether a node that stands for one character stands for this one."""
    code, argument = node
    if code is op.IN:
        is_negated: bool = argument[0][0] is op.NEGATE
        return any(matches(item, letter) for item in argument[is_negated:]) is not is_negated
    if code is op.RANGE:
        return bool(argument[0] <= ord(letter) <= argument[1])
    if code is op.CATEGORY:
        return matches_category(argument, letter)
    if code is op.ANY:
        return letter != "\n"
    return (argument == ord(letter)) is (code is op.LITERAL)


def matches_category(category: object, letter: str) -> bool:
    """Whether a letter is one of `\\d`, `\\s`, `\\w` or their opposites."""
    is_one = {
        "DIGIT": letter.isdigit(),
        "SPACE": letter.isspace(),
        "WORD": letter.isalnum() or letter == "_",
    }
    name = str(category).removeprefix("CATEGORY_")
    return is_one[name.removeprefix("NOT_")] is not name.startswith("NOT_")
