"""Finds the entry of a reported exception: rarest-word index, then a regex that tolerates any white space."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from whygrad.traceback_text import Report, ReportedException

MESSAGE_LIMIT_CHARACTERS = 20_000
LIKENESS_THRESHOLD = 0.6
_WORD = re.compile(r"[A-Za-z_]{2,40}")


@dataclass(frozen=True)
class Signature:
    """How an entry's message is recognised.

    A blank in `pattern` stands for any white space. `exceptions` are last components of class names; empty where any
    will do. `source_pattern`, where given, must match the failing source line as well.
    """

    entry: str
    exceptions: tuple[str, ...]
    pattern: str
    source_pattern: str | None = None


@dataclass(frozen=True)
class Match:
    """An entry whose signature a report has; `position` 0 is the cause of the chain."""

    entry: str
    signature: Signature
    captures: dict[str, str]
    matched_text: str
    source_line: str | None
    position: int


@dataclass(frozen=True)
class Compiled:
    """A signature with its regexes."""

    signature: Signature
    pattern: re.Pattern[str]
    source_pattern: re.Pattern[str] | None
    words: frozenset[str]


class SignatureIndex:
    """Looks signatures up by their rarest word, so that cost grows with the text and not with their number."""

    def __init__(self, signatures: Iterable[Signature]) -> None:
        """Index `signatures`; raises `ValueError` for one without a literal word."""
        compiled = [compile_signature(signature) for signature in signatures]
        counts = Counter(word for item in compiled for word in item.words)
        self._by_word: dict[str, list[Compiled]] = defaultdict(list)
        for item in compiled:
            self._by_word[min(item.words, key=lambda word: (counts[word], word))].append(item)

    def match(self, report: Report) -> list[Match]:
        """The diagnosis first, then other entries that match; one match an entry, none to abstain."""
        matches: dict[str, Match] = {}
        for position, exception in enumerate(report.exceptions):
            for match in self._match_exception(exception, report, position):
                matches.setdefault(match.entry, match)
        return list(matches.values())

    def _match_exception(self, exception: ReportedException, report: Report, position: int) -> list[Match]:
        message = exception.message[:MESSAGE_LIMIT_CHARACTERS]
        words = dict.fromkeys(word.lower() for word in _WORD.findall(message))
        found = [
            match
            for word in words
            for item in self._by_word.get(word, ())
            if (match := match_signature(item, exception, message, report, position))
        ]
        return sorted(found, key=lambda match: (-len(match.matched_text), match.entry))


def compile_signature(signature: Signature) -> Compiled:
    """Compile a signature; raises `ValueError` where it has no literal word to be found by."""
    words = literal_words(signature.pattern)
    if not words:
        raise ValueError(f"a signature of {signature.entry} has no literal word: {signature.pattern!r}")
    source = re.compile(signature.source_pattern) if signature.source_pattern else None
    return Compiled(signature, re.compile(signature.pattern.replace(" ", r"\s+")), source, words)


def literal_words(pattern: str) -> frozenset[str]:
    """Words that every message of `pattern` has: those outside groups that vary."""
    depth = 0
    kept: list[str] = []
    index = 0
    while index < len(pattern):
        char = pattern[index]
        if char == "\\":
            kept.append(" " if pattern[index + 1 : index + 2].isalpha() else "")
            index += 2
            continue
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            kept.append(" ")
        elif char == "[":
            index = pattern.find("]", index + 2)
            kept.append("\0")
            if index < 0:
                break
        elif depth == 0:
            kept.append("\0" if char in "?*+{|" else char)
        index += 1
    text = re.sub(r"\w*\0\w*", " ", "".join(kept))
    return frozenset(word.lower() for word in _WORD.findall(text))


def match_signature(
    item: Compiled, exception: ReportedException, message: str, report: Report, position: int
) -> Match | None:
    """Match one signature against one exception of a report."""
    wanted = item.signature.exceptions
    if wanted and exception.type and exception.type.rpartition(".")[2] not in wanted:
        return None
    found = item.pattern.search(message)
    if found is None:
        return None
    source = failing_source(exception)
    if item.source_pattern is not None and (source is None or not item.source_pattern.search(source)):
        return None
    captures = {name: " ".join(value.split()) for name, value in found.groupdict().items() if value}
    return Match(item.signature.entry, item.signature, captures, found[0], source, position)


def failing_source(exception: ReportedException) -> str | None:
    """The source line of the deepest frame of the user's that shows one."""
    return next((frame.source for frame in reversed(exception.frames) if frame.user_code and frame.source), None)


class LikenessIndex:
    """Finds messages that read alike; never a diagnosis."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """`texts` are pairs of an entry and a message of it."""
        self._messages = [(entry, frozenset(pairs_of(text))) for entry, text in texts]
        self._by_pair: dict[str, set[int]] = defaultdict(set)
        for number, (_, pairs) in enumerate(self._messages):
            for pair in pairs:
                self._by_pair[pair].add(number)

    def similar(self, message: str, limit: int = 3) -> list[tuple[str, float]]:
        """Entries whose messages share most of their word pairs with `message`, and that share."""
        pairs = frozenset(pairs_of(message[:MESSAGE_LIMIT_CHARACTERS]))
        shared = Counter(number for pair in pairs for number in self._by_pair.get(pair, ()))
        scores: dict[str, float] = {}
        for number, count in shared.items():
            entry, theirs = self._messages[number]
            score = count / max(1, min(len(theirs), len(pairs)), len(theirs) // 3)
            if score >= LIKENESS_THRESHOLD and count >= 2:
                scores[entry] = max(score, scores.get(entry, 0.0))
        return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:limit]


def pairs_of(text: str) -> list[str]:
    """Neighbouring pairs of lower-cased words."""
    words = [word.lower() for word in _WORD.findall(text)]
    return [f"{first} {second}" for first, second in pairwise(words)]
