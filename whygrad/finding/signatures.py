"""Finds the entry of a reported exception: rarest-word index, then a regex that tolerates any white space."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from whygrad.finding.patterns import literal_words, split_alternatives, translate
from whygrad.reading import Report, ReportedException

WINDOW_CHARACTERS = 4_000  # a regex sees no more of a message than this around its rarest word
WINDOWS = 4  # how many places of the rarest word are tried in a longer text
GENERIC_CLASSES = frozenset({"Error", "Exception", "Warning"})  # said by loggers and wrappers of any class

_WORD_PART = re.compile(r"[A-Za-z_]{1,60}")
_FULL_WIDTH = str.maketrans({chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"。": "."})


@dataclass(frozen=True)
class Signature:
    """How an entry's message is recognised.

    A blank in `pattern` stands for any white space, or none where a line was broken. `exceptions` are last components
    of class names; empty where any will do. `source_pattern`, where given, must match the failing source line as well.
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
class CompiledSignature:
    """A signature, or one alternative of it, with its regexes and the words that every message of it has."""

    signature: Signature
    source_pattern: re.Pattern[str] | None
    words: frozenset[str]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, compiled when a message first has its words: most signatures are never asked for."""
        return re.compile(translate(self.signature.pattern, blank=r"\s*"))

    @cached_property
    def collapsed(self) -> re.Pattern[str]:
        """The pattern for text without any white space: what is left to compare where words were broken."""
        return re.compile(translate(self.signature.pattern, blank="", collapse=True))

    @cached_property
    def specificity(self) -> int:
        """How many letters the pattern fixes."""
        return sum(map(len, self.words))


@dataclass(frozen=True)
class Message:
    """The text of an exception, with the places of its words."""

    text: str
    places: dict[str, list[int]]

    def windows(self, word: str) -> Iterator[str]:
        """The text; of a long one, the parts around `word`."""
        if len(self.text) <= WINDOW_CHARACTERS:
            yield self.text
            return
        for place in self.places[word][:WINDOWS]:
            yield self.text[max(0, place - WINDOW_CHARACTERS // 2) : place + WINDOW_CHARACTERS // 2]


class SignatureIndex:
    """Looks signatures up by their rarest word, so that cost grows with the text and not with their number."""

    def __init__(self, signatures: Iterable[Signature]) -> None:
        """Index `signatures`; raises `ValueError` for one without a literal word."""
        compiled = [item for signature in signatures for item in compile_signature(signature)]
        counts = Counter(word for item in compiled for word in item.words)
        self._by_word: dict[str, list[CompiledSignature]] = defaultdict(list)
        for item in compiled:
            self._by_word[min(item.words, key=lambda word: (counts[word], word))].append(item)

    def match(self, report: Report) -> list[Match]:
        """The diagnosis first, then other entries that match; one match an entry, none to abstain.

        Where there is an error, warnings printed beside it are no diagnosis of it.
        """
        matches: dict[str, Match] = {}
        for position, exception in enumerate(report.exceptions):
            if exception.is_warning and not matches and not report.exceptions[0].is_warning:
                break
            for match in self._match_exception(exception, position):
                matches.setdefault(match.entry, match)
        return list(matches.values())

    def _match_exception(self, exception: ReportedException, position: int) -> list[Match]:
        message = read_message(exception.message)
        found = [
            (rank(item, match), match)
            for word in message.places
            for item in self._by_word.get(word, ())
            if item.words <= message.places.keys()
            and (match := match_signature(item, exception, message, word, position))
        ]
        return [match for _, match in sorted(found, key=lambda pair: pair[0])]


def rank(item: CompiledSignature, match: Match) -> tuple[bool, int, str]:
    """The more a signature asks for, the better its match."""
    return item.source_pattern is None, -item.specificity, match.entry


def read_message(text: str) -> Message:
    """Find the words of a message, and those that a line break may have split in two."""
    if not text.isascii():
        text = text.translate(_FULL_WIDTH)
    words = [(found[0].lower(), found.start(), found.end()) for found in _WORD_PART.finditer(text)]
    places: dict[str, list[int]] = defaultdict(list)
    for word, start, end in words:
        if end - start > 1:
            places[word].append(start)
    for (first, start, end), (second, following, _) in pairwise(words):
        if text[end:following].isspace():
            places[first + second].append(start)
    return Message(text, dict(places))


def match_signature(
    item: CompiledSignature, exception: ReportedException, message: Message, word: str, position: int
) -> Match | None:
    """Match one signature against one exception of a report."""
    if not is_class_possible(item.signature, exception.type):
        return None
    source = failing_source(exception)
    if item.source_pattern is not None and (source is None or not item.source_pattern.search(source)):
        return None
    found = find_pattern(item, message, word)
    if found is None:
        return None
    matched_text, captures = found
    return Match(item.signature.entry, item.signature, captures, matched_text, source, position)


def is_class_possible(signature: Signature, printed: str | None) -> bool:
    """Whether the class in the paste, if it shows one, does not contradict the signature."""
    name = printed.rpartition(".")[2] if printed else ""
    return not signature.exceptions or not name or name in GENERIC_CLASSES or name in signature.exceptions


def find_pattern(item: CompiledSignature, message: Message, word: str) -> tuple[str, dict[str, str]] | None:
    """The text that a signature matches in a message, and its captures; white space aside where it split a word."""
    windows = list(message.windows(word))
    for window in windows:
        if found := item.pattern.search(window):
            return found[0], {name: " ".join(value.split()) for name, value in found.groupdict().items() if value}
    for window in windows:
        if found := item.collapsed.search("".join(window.split())):
            places = [place for place, character in enumerate(window) if not character.isspace()]
            captures = {name: value for name, value in found.groupdict().items() if value}
            return window[places[found.start()] : places[found.end() - 1] + 1], captures
    return None


def failing_source(exception: ReportedException) -> str | None:
    """The source line of the deepest frame of the user's that shows one, else of the deepest frame that does."""
    shown = [frame for frame in reversed(exception.frames) if frame.source]
    return next((frame.source for frame in [*filter(lambda frame: frame.user_code, shown), *shown]), None)


def compile_signature(signature: Signature) -> list[CompiledSignature]:
    """Compile a signature, once an alternative; raises `ValueError` where one has no literal word to be found by."""
    source = re.compile(signature.source_pattern) if signature.source_pattern else None
    alternatives = [literal_words(alternative) for alternative in split_alternatives(signature.pattern)]
    if not all(alternatives):
        raise ValueError(f"a signature of {signature.entry} has no literal word: {signature.pattern!r}")
    return [CompiledSignature(signature, source, words) for words in alternatives]
