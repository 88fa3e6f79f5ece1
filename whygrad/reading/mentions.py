"""What a paste mentions beside its errors: the version of torch, and the rank of a process."""

from __future__ import annotations

import re

VERSION_CHARACTERS = 120  # behind the name
BEFORE_CHARACTERS = 40

_RANK = re.compile(
    r"""
    \[(?:rank|default)\ ?(\d{1,5})\]
    | (?<!\w)[\[(](?:global_)?rank[:=]\ ?(\d{1,5})[\])]
    | ^\s{0,20}rank\s{0,20}[:=]\ ?(\d{1,5})(?=\ \||\]|\ \(local)
    """,
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_TORCH = re.compile(r"[tT](?:orch|ORCH)(?=[^A-Za-z/\\])")
_PART_OF_NAME = re.compile(r"[\w/\\-]\Z")
_NUMBER = r"(?P<version>\d\.\d{1,2}(?:\.\d{1,2})?(?:\+\w{1,12})?)(?:_\d)?(?![\w.]{0,20}\d)"
_VERSION = re.compile(
    rf"""
    (?: \.__version__ | (?<=[_)])\n | \n(?=version:) | \(e\.g\.?,?\ [^()\n]{{1,20}}\)
      | version | 版本 | \bis\b | \bv\.? | [-:=：是为'\"`*()|\ \t] ){{0,60}}
    {_NUMBER}
    """,
    re.IGNORECASE | re.VERBOSE,
)
# A version that somebody speaks of, and need not have
_SPOKEN_OF = re.compile(r"\b(?:in|as of|since|from|until|till|before|after|prior to|than|by)\s\Z", re.IGNORECASE)
_AND_LATER = re.compile(
    r"""
    \s?(?: \+(?!\w) | (?:and|or)\s(?:later|above|newer|higher|up|earlier) | onwards? | 以上 | 以后
      | (?:release|docs?|documentation|migration)\b )
    """,
    re.IGNORECASE | re.VERBOSE,
)


def find_version(text: str) -> str | None:
    """The version of torch that a text says is installed."""
    for name in _TORCH.finditer(text):
        found = _VERSION.match(text, name.end(), name.end() + VERSION_CHARACTERS)
        if found and not is_spoken_of(text, name.start(), found.end()):
            return found["version"]
    return None


def is_spoken_of(text: str, start: int, end: int) -> bool:
    """Whether a sentence speaks of a version in general (`since PyTorch 2.0`), or the name is part of another."""
    before = text[max(0, start - BEFORE_CHARACTERS) : start]
    before = before[:-2] if before[-2:].lower() == "py" else before
    is_part = _PART_OF_NAME.search(before) is not None
    return is_part or _SPOKEN_OF.search(before) is not None or _AND_LATER.match(text, end) is not None


def find_rank(text: str) -> int | None:
    """The rank of the first process that a prefix or an agent's summary names."""
    lowered = text.lower()
    rank = _RANK.search(text) if "rank" in lowered or "[default" in lowered else None
    return int(rank[rank.lastindex or 0]) if rank else None
