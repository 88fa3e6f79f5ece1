"""The body of a mail that was not decoded (quoted-printable)."""

from __future__ import annotations

import re

from whygrad.reading.rules import Example, Wrapping

_CODE = re.compile(r"=\n|(?:=[0-9A-F]{2}){1,2000}")
_SOFT_BREAK = re.compile(r"^.{66,75}(?<!=)=$", re.MULTILINE)


def unwrap(text: str) -> str:
    """Join soft line breaks, and decode characters written as `=3D`."""
    return _CODE.sub(decode, text)


def may_wrap(text: str) -> bool:
    """Whether codes of mail stand in the text, or a line as long as mail lets it be ends in the sign of a break."""
    if "=3D" in text and text.count("=3D") + text.count("=20\n") > 1:
        return True
    return "=\n" in text and _SOFT_BREAK.search(text) is not None


def decode(code: re.Match[str]) -> str:
    """What one soft break, or one run of codes, stands for."""
    return "" if code[0] == "=\n" else bytes.fromhex(code[0].replace("=", "")).decode("utf-8", "replace")


MAIL = Wrapping(
    "mail",
    may_wrap,
    unwrap,
    (
        Example(
            'Traceback (most recent call last):\n  File "a.py", line 3, in f\n    g(x=3D1, y=3D2)\nValueError: no',
            "ValueError: no @ a.py:3 g(x=1, y=2)",
        ),
        Example(
            "RuntimeError: one of the variables needed for gradient computation has bee=\nn modified",
            "RuntimeError: one of the variables needed for gradient computation has been modified",
        ),
    ),
)
