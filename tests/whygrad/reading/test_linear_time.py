"""Reading takes time in proportion to the text, whatever the text is.

`WHYGRAD_FUZZ=50000 pytest tests/whygrad/reading/test_linear_time.py` reads that many mutations instead of 2,000.
"""

import importlib
import os
import pkgutil
import random
import re
import time
import timeit
from contextlib import suppress

import pytest
from field_pastes import PASTES
from paste_forms import FORMS, MESSAGE_FORMS, WARNING_FORMS

import whygrad.reading
from service.authoring.pumping import worst_growth
from whygrad.reading import TooComplex, read_log, read_report
from whygrad.reading.grammar import GRAMMAR
from whygrad.reading.rules import Rule
from whygrad.reading.wrappings.literals import escaped_break, sign_below_head

# Seconds of a processor that another process may keep busy too; alone the slowest log takes 3.8. What is not linear takes minutes.
PASTE_CHARACTERS, PASTE_SECONDS = 199_000, 2.0
LOG_CHARACTERS, LOG_SECONDS = 2_000_000, 7.5
FUZZED = int(os.environ.get("WHYGRAD_FUZZ", "2000"))
FUZZED_SECONDS = 0.5  # for some kilobytes

MODULES = [
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(whygrad.reading.__path__, "whygrad.reading.")
]


def patterns_in(value):
    """The regexes in a module's variable: patterns, rules, and collections of them."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Rule):
        yield value.regex
    elif isinstance(value, dict | tuple | list):
        items = value.values() if isinstance(value, dict) else value
        yield from (pattern for item in items for pattern in patterns_in(item))


def all_patterns():
    patterns = [pattern for module in MODULES for value in vars(module).values() for pattern in patterns_in(value)]
    patterns += [GRAMMAR.in_mid_line, escaped_break(GRAMMAR.opening), sign_below_head(GRAMMAR.opening)]
    patterns += [head.whole_line for head in GRAMMAR.heads]
    return sorted(set(patterns), key=lambda pattern: pattern.pattern)


@pytest.mark.parametrize("pattern", all_patterns(), ids=lambda pattern: " ".join(pattern.pattern.split())[:60])
def test_a_pattern_takes_linear_time(pattern):
    growth = worst_growth(pattern)
    assert growth.is_linear, growth


HEAD = "Traceback (most recent call last):\n"
ERROR = "RuntimeError: x\n"
ATTACKS = {
    "cut notebook JSON and line breaks": '{"ename": "RuntimeError", "evalue": "x", "traceback": [\n' + "\n" * 198_000 + "x",
    "cut notebook JSON and blanks": '{"ename": "RuntimeError", "evalue": "x", "traceback": [\n' + " \n" * 99_000 + "x",
    "sides of boxes": "│" * 199_000,
    "sides of boxes before a head": "│" * 190_000 + HEAD + ERROR,
    "other sides": "|│" * 99_000 + "\n" + HEAD + ERROR,
    "versions": ".torch2.1.1a" * 16_500,
    "torch and blanks": "torch" + " " * 199_000,
    "torch again and again": "torch " * 33_000,
    "signs of line breaks": HEAD.replace("\n", "#012") + "#012" * 49_000,
    "sign below a head": "Traceback (most recent call last):#File " * 4_900,
    "one long word as source": f'{HEAD}  File "a.py", line 1, in f\n    {"a_" * 95_000}\n{ERROR}',
    "one long word as message": f"RuntimeError: {'a' * 199_000}",
    "a source line of blanks": f'{HEAD}  File "a.py", line 1, in f\n{" " * 190_000}x\n{ERROR}',
    "an open bracket": f'{HEAD}  File "a.py", line 1, in f\n    foo(\n' + "      x,\n" * 20_000 + ERROR,
    "numbers behind an arrow": "Cell In[1], line 5 ----> " + " ".join(map(str, range(1, 34_000))),
    "the same number behind an arrow": "Cell In[1], line 5 ----> 1 " + "2 3 " * 49_000,
    "heads of cells": "Cell In[1], line 1 ----> 1 x " * 6_800,
    "links of Markdown": "[a](" * 49_000,
    "brackets": "[" * 199_000,
    "brackets of links": "[[a]" * 49_000 + "](",
    "bold": "**a" * 66_000,
    "backticks": "RuntimeError: " + "`a` " * 49_000,
    "quotes": "'RuntimeError: " + "'a " * 66_000,
    "errors in mid-line": "x RuntimeError: " * 12_400,
    "names of errors": "AError" * 33_000,
    "capitals": "A" * 198_000 + "Error: x",
    "modules": "a." * 99_000 + "Error: x",
    "capitals and modules": "A.b_" * 49_000 + "Error: x",
    "warnings in mid-line": "a.py:1: UserWarning: " * 9_400,
    "lines of code": "x = f(1)\n" * 22_000,
    "opened statements": "x = f(\n" * 28_000,
    "nested brackets as code": ">>> " + "(" * 199_000,
    "arrows": "--> 1 x\n" * 24_800,
    "fences": "```\n" * 49_700,
    "messages that break off": "RuntimeError: x:\n```\n```\n" * 8_000,
    "quoted-printable": "=3D" * 66_000,
    "entities": "&amp;" * 39_800,
    "escapes": "\\u001b[0m" * 22_000,
    "escaped backslashes": "\\" * 199_000 + "n",
    "literals": "RuntimeError('" * 14_200,
    "frames": '  File "a.py", line 1, in f\n    g()\n' * 5_500,
    "heads without an end": HEAD * 5_600,
    "links of chains": "During handling of the above exception, another exception occurred:\n" * 2_900,
    "prefixes": "".join(f"[rank{number}]: {HEAD}" for number in range(4_500)),
    "different prefixes": "".join(f"{chr(97 + number % 26) * (number % 90)} {ERROR}" for number in range(3_300)),
    "numbers in a prefix": "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 " * 3 + ERROR * 10_000,
    "JSON lines": '{"log": "RuntimeError: x"}\n' * 7_300,
    "JSON in JSON": '{"a": ' * 33_000,
    "list of errors": "[" + ", ".join(f'"RuntimeError: {number}"' for number in range(8_000)) + "]",
    "CSV": '"File ""' + '""' * 99_000,
    "values of names": "│ " * 99_000,
    "Chinese": "RuntimeError: a" + "，" * 198_000,
    "questions": "RuntimeError: x\n" + "?" * 198_000,
    "spaced letters": "RuntimeError: x\n" + "a " * 99_000,
    "prompts": "RuntimeError: " + " a@a" * 49_000,
    "groups": "  + Exception Group Traceback (most recent call last):\n  | x\n" * 3_200,
    "raise": f'{HEAD}  File "a.py", line 1, in f\n    raise RuntimeError({"-" * 190_000})',
}  # fmt: skip


def seconds_of(read, *arguments):
    """The time of this thread that reading takes; a text that is refused in time is read in time.

    Without the garbage collector, which may come in between to go through all that other tests have left.
    """

    def attempt():
        with suppress(TooComplex):
            read(*arguments)

    return timeit.timeit(attempt, timer=time.thread_time, number=1)


@pytest.mark.parametrize("name", ATTACKS)
def test_no_paste_takes_long(name):
    text = ATTACKS[name][:PASTE_CHARACTERS]
    assert seconds_of(read_report, text, None) < PASTE_SECONDS


@pytest.mark.parametrize("name", ATTACKS)
def test_no_log_takes_long(name):
    text = ATTACKS[name]
    log = ("\n".join([text] * (LOG_CHARACTERS // len(text) + 1)))[:LOG_CHARACTERS]
    assert seconds_of(read_log, log, LOG_CHARACTERS) < LOG_SECONDS


@pytest.mark.parametrize(
    "log",
    [
        "[" + ",".join(f'"RuntimeError: {number}"' for number in range(80_000)) + "]",
        "\n".join(f'  File "a{number}.py", line 1, in f\n    foo(' for number in range(50_000)),
        "\n".join(f"RuntimeError: {number} and more of it" for number in range(60_000)),
    ],
    ids=["JSON of many short errors", "frames with open brackets", "different errors"],
)
def test_no_log_of_many_failures_takes_long(log):
    assert seconds_of(read_log, log[:LOG_CHARACTERS], LOG_CHARACTERS) < LOG_SECONDS


def test_a_text_past_its_budget_is_too_complex():
    with pytest.raises(TooComplex):
        read_report(FORMS["plain"] * 100, budget_seconds=0)
    with pytest.raises(TooComplex):
        read_log(FORMS["plain"] * 100, LOG_CHARACTERS, budget_seconds=0)


def mutate(rng, text):
    """A text with a part of it repeated, cut, doubled or replaced by a part of another."""
    for _ in range(rng.randint(1, 4)):
        start = rng.randrange(len(text) + 1)
        part = text[start : start + rng.choice((1, 2, 5, 20, 80))]
        other = rng.choice(SEEDS)
        change = rng.choice(("repeat", "cut", "splice", "flatten"))
        if change == "repeat":
            text = text[:start] + part * (2_000 // (len(part) or 1)) + text[start:]
        elif change == "cut":
            text = text[:start] + text[start + len(part) :]
        elif change == "splice":
            place = rng.randrange(len(other) + 1)
            text = text[:start] + other[place : place + 200] + text[start:]
        else:
            text = text.replace("\n", rng.choice((" ", "\\n", "\r\n", "\n\n", "|")), rng.randint(1, 9))
    return text[:6_000]


SEEDS = [
    *FORMS.values(),
    *MESSAGE_FORMS.values(),
    *WARNING_FORMS.values(),
    *(paste[0] for pastes in PASTES.values() for paste in pastes),
]


def test_mutations_are_read_in_time():
    rng = random.Random(1)
    for _ in range(FUZZED):
        text = mutate(rng, rng.choice(SEEDS))
        assert seconds_of(read_report, text, None) < FUZZED_SECONDS, text
