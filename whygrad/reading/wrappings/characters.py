"""Characters that look alike, that cannot be seen, or that stand where editors and typists put others."""

from __future__ import annotations

import re

from whygrad.reading.error_lines import BUILTIN_NAMES
from whygrad.reading.rules import Example, Rule, Wrapping

SPACES = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
INVISIBLE = (0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A))
BLANKS = dict.fromkeys(SPACES, " ")
PLAIN = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "‘": "'", "’": "'", "‛": "'", "´": "'"}
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
    | {"\u2014": "--"}  # what an editor makes of an arrow
    | {chr(code): " " for code in SPACES}
    | {chr(code): None for code in INVISIBLE}
    | {chr(code): None for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}
    | dict.fromkeys("╭╮╰╯─━┏┓┗┛═╔╗╚╝", None)
)
_LINE_END_SIGNS = "\r\x0b\x0c\x85\u2028\u2029"
_ODD = re.compile(f"[{re.escape(''.join(map(chr, PLAIN)))}{_LINE_END_SIGNS}]")
_LINE_ENDS = re.compile(f"\r\n|[{_LINE_END_SIGNS}]")
_FIRST_WORDS = "|".join(
    sorted(
        {
            name.removesuffix(ending)
            for name in BUILTIN_NAMES
            for ending in ("Error", "Warning")
            if name.endswith(ending)
        }
        - {""}
    )
)

RULES = (
    Rule(
        "class typed in two words",
        needs=(" Error", " error", " Warning"),
        given=tuple(f" {word}{colon}" for word in ("Error", "error", "Warning") for colon in (":", " :", "：", " ：")),
        pattern=rf"(?<![\w.])({_FIRST_WORDS})\ ([Ee]rror|Warning)(?=\ ?[:：])",
        puts=lambda words: words[1] + words[2].capitalize(),
        examples=(Example("I get Runtime Error: no grad", "RuntimeError: no grad"),),
    ),
)


def unwrap(text: str) -> str:
    """Make every line end a newline, and marks that look alike one mark; take invisible ones out."""
    text = _ODD.sub(lambda odd: odd[0].translate(PLAIN), _LINE_ENDS.sub("\n", text))
    for rule in RULES:
        text = rule.replace(text)
    return text


def may_wrap(text: str) -> bool:
    """Whether there is any character that is not plain, or a class in two words."""
    return any(rule.may_match(text) for rule in RULES) or _ODD.search(text) is not None


def plain_blanks(text: str) -> str:
    """A text whose blanks are plain ones."""
    return text if text.isascii() else text.translate(BLANKS)


CHARACTERS = Wrapping(
    "characters",
    may_wrap,
    unwrap,
    (
        Example('Traceback (most recent call last):\r\n  File “a.py”, line 3, in f\r\n    g()\r\nValueError: no',
                "ValueError: no @ a.py:3 g()"),
        Example("Value\u00adError: n\u200bo", "ValueError: no"),
    ),
)  # fmt: skip
