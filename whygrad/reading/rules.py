"""A rule of reading: its name, a literal that guards its pattern, and pastes that are read wrongly without it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property


def has_any(text: str, literals: Iterable[str]) -> bool:
    """Whether one of some literals is in a text.

    Asked again and again: a single character is found twenty times as fast as two, and a generator would take longer.
    """
    for literal in literals:  # noqa: SIM110
        if literal[0] in text and literal in text:
            return True
    return False


@dataclass(frozen=True)
class Example:
    """A paste, and what the reader finds in it: `RuntimeError: message` and, with a frame, ` @ file:line source`."""

    paste: str
    reads: str


@dataclass(frozen=True)
class Rule:
    """One thing that is recognised in a line, or replaced in a text.

    `needs` are literals: what the pattern matches has one of them, so that most lines are passed over without a regex.
    `given` are literals of which one stands somewhere in the text: a closing tag gives away opening ones.
    `pattern` is verbose. `puts` is what a rule that replaces puts in the place of what it matches.
    """

    name: str
    needs: tuple[str, ...]
    pattern: str
    examples: tuple[Example, ...] = ()
    given: tuple[str, ...] = ()
    puts: str | Callable[[re.Match[str]], str] = ""

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self.pattern, re.VERBOSE | re.MULTILINE)

    def may_match(self, text: str) -> bool:
        """Whether `text` has what every match has."""
        return has_any(text, self.needs) and (not self.given or has_any(text, self.given))

    def match(self, line: str) -> re.Match[str] | None:
        """Match at the start of a line."""
        return self.regex.match(line) if self.may_match(line) else None

    def search(self, text: str) -> re.Match[str] | None:
        """The first match anywhere."""
        return self.regex.search(text) if self.may_match(text) else None

    def replace(self, text: str) -> str:
        """`text` with `puts` in the place of every match."""
        return self.replace_all(text) if self.may_match(text) else text

    def replace_all(self, text: str) -> str:
        """The same where it is known that the text may match."""
        return self.regex.sub(self.puts, text)


@dataclass(frozen=True)
class Wrapping:
    """Something that a paste can be wrapped in; `unwrap` takes one layer off, and `may_wrap` says where to try."""

    name: str
    may_wrap: Callable[[str], bool]
    unwrap: Callable[[str], str]
    examples: tuple[Example, ...]
