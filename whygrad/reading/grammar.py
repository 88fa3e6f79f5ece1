"""How heads of frames are written: each form once, for whole lines and for text that has lost its line breaks.

A new form of head is one more `Head` in `HEADS`; everything else that must know of it asks `GRAMMAR`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from whygrad.reading.rules import has_any

TRACEBACK_HEAD = "Traceback (most recent call last)"
UNKNOWN_FILE = "<unknown>"  # of a frame whose head shows none, or of which only the source is left

# Parts of heads, verbose
LINE = r"(?P<line>\d{1,9})"
FUNCTION = r"(?P<function><[^<>\n]{1,60}>|[^\s():,]{1,200})"
PLAIN_FUNCTION = r"(?P<function><[^<>\n]{1,60}>|[^\s(),]{1,200})"
ARGUMENTS = r"(?:\([^()\n]{0,600}(?:\([^()\n]{0,200}\)[^()\n]{0,300}){0,4}\))"
ROOT = r"(?:~?/|[A-Za-z]:[\\/])"
LEADER = r"[\s>|#*`]{0,12}"  # of quotes, comments, boxes and Markdown
TAIL = r"(?(function)(?:[ (].*)?)"  # a function's arguments


@dataclass(frozen=True)
class Head:
    """One form of head. `opens` are literals, with one of which it may begin; `needs` are literals of which it holds
    one, those of `opens` where it names none. `is_numbered` heads stand above numbered lines. A head that could be
    prose in mid-line `is_whole_line`.
    """

    name: str
    pattern: str
    opens: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    is_numbered: bool = False
    is_whole_line: bool = False

    @cached_property
    def whole_line(self) -> re.Pattern[str]:
        """The head as a line of its own."""
        tail = TAIL if "(?P<function>" in self.pattern else ""
        return re.compile(rf"{LEADER}(?:{self.pattern}){tail}\s*$", re.VERBOSE)

    @property
    def mid_line(self) -> str:
        """The head among other text, without names of groups."""
        return re.sub(r"\?P<\w+>", "?:", self.pattern) + rf"{ARGUMENTS}?"


HEADS = (
    Head(
        "Python",
        rf'File\ ?"(?P<file>[^"\n]{{1,500}})",\ ?line\ ?{LINE}(?:,\ ?in\ {PLAIN_FUNCTION}(?:\ \(Current\ frame\))?)?',
        opens=("File ", 'File"'),
    ),
    Head(
        "Python, without quotes",
        rf'File\ ?"?(?P<file>[^"\s]{{1,300}})"?,\ ?line\ ?{LINE}(?:,\ ?in\ {PLAIN_FUNCTION})?',
        opens=("File ", 'File"'),
    ),
    Head(
        "cell of IPython",
        rf"(?:File\ )?(?P<file>(?:Cell|Input)\ In\ ?\[[\d ]{{0,8}}\])(?:,\ line\ {LINE})?(?:,?\ in\ {FUNCTION})?",
        opens=("Cell In", "Input In", "File Cell In", "File Input In"),
        is_numbered=True,
    ),
    Head(
        "cell of an editor",
        rf"(?P<file>{ROOT}[^:\"\n]{{1,400}}\.ipynb\ Cell\ \d{{1,5}})'?(?:\ line\ {LINE})?(?:,?\ in\ {FUNCTION})?",
        needs=(".ipynb Cell",),
        is_numbered=True,
        is_whole_line=True,
    ),
    Head(
        "file of IPython",
        rf"File\ (?P<file>(?:[A-Za-z]:)?[^:\"\n]{{1,400}}|<[\w.-]{{1,80}}>):{LINE}(?:,?\ in\ {FUNCTION})?",
        opens=("File ",),
        is_numbered=True,
    ),
    Head(
        "old IPython",
        rf"(?P<file><[a-z][\w-]{{1,60}}>|{ROOT}[^\s:\"]{{1,400}}\.pyx?)\ in\ {FUNCTION}(?:(?=\()|(?<=>)|$)",
        opens=("<ipython-input-", "<command-"),
        needs=("> in ", ".py in ", ".pyx in "),
        is_numbered=True,
    ),
    Head(
        "old IPython, blanks in the path",
        rf"(?P<file>{ROOT}[^:\"\n]{{1,400}}\.pyx?)\ in\ {FUNCTION}",
        needs=(".py in ", ".pyx in "),
        is_numbered=True,
        is_whole_line=True,
    ),
    Head(
        "pytest, rich",
        rf"(?P<file>(?:[A-Za-z]:)?[^\s:\"][^:\"\n]{{0,400}}\.pyx?):{LINE}:?\ in\ {FUNCTION}\s*$",
        needs=(" in ",),
        is_whole_line=True,
    ),
    Head(
        "without a file",
        rf"(?:at\ )?line\ {LINE},\ in\ {FUNCTION}(?:\ {{1,8}}(?P<source>\S.{{0,400}}))?$",
        needs=(", in ",),
        is_whole_line=True,
    ),
    Head("cell of rich", rf"in\ {FUNCTION}:{LINE}$", needs=("in ",), is_whole_line=True),
    Head(
        "cut at its start",
        rf"(?P<file>[^\"\n`]{{0,400}})\",\ line\ {LINE},\ in\ {FUNCTION}\s*$",
        needs=('", line ',),
        is_whole_line=True,
    ),
)


class Grammar:
    """What the rest of the reader asks about heads."""

    def __init__(self, heads: Sequence[Head]) -> None:
        """Heads are tried in this order."""
        self.heads = tuple(heads)
        self._signs = signs_of(heads)
        self._signs_in_mid_line = signs_of(head for head in heads if not head.is_whole_line)

    @cached_property
    def opening(self) -> str:
        """A regex of what heads begin with."""
        opens = dict.fromkeys(literal for head in self.heads for literal in head.opens)
        return f"(?:{'|'.join(map(re.escape, opens))})"

    @cached_property
    def in_mid_line(self) -> re.Pattern[str]:
        """A head anywhere in a line: `numbered`, or `plain`."""
        numbered, plain = (
            "|".join(head.mid_line for head in self.heads if not head.is_whole_line and head.is_numbered is is_numbered)
            for is_numbered in (True, False)
        )
        return re.compile(rf"(?<![^\s*`])(?:(?P<numbered>{numbered})|(?P<plain>{plain}))", re.VERBOSE)

    def may_be_head(self, line: str) -> bool:
        """Whether a line has what a head has."""
        return has_any(line, self._signs)

    def may_hold_head(self, line: str) -> bool:
        """Whether a line has what a head among other text has."""
        return has_any(line, self._signs_in_mid_line)

    def matches(self, line: str) -> Iterator[re.Match[str]]:
        """The heads that a whole line can be read as, best first."""
        return (found for head in self.heads if (found := head.whole_line.match(line)))


def signs_of(heads: Iterable[Head]) -> tuple[str, ...]:
    """The fewest literals of which every head holds one."""
    literals = dict.fromkeys(literal for head in heads for literal in head.needs or head.opens)
    return tuple(literal for literal in literals if not has_any(literal, literals.keys() - {literal}))


GRAMMAR = Grammar(HEADS)
