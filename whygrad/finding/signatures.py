"""Finds the entry of a reported exception: rarest-word index, then a regex that tolerates any white space."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from whygrad.finding.patterns import (
    find_words,
    halve_width,
    literal_words,
    pattern_of_wording,
    split_alternatives,
    strip_markdown,
    translate,
    translate_collapsed,
)
from whygrad.reading import Report, ReportedException

WINDOW_CHARACTERS = 4_000  # a regex sees no more of a message than this around its rarest word
WINDOWS = 4  # how many places of the rarest word are tried in a longer text
SOURCE_CHARACTERS = 1_000  # a regex sees no more of a source line
GENERIC_CLASSES = frozenset({"Error", "Exception", "Warning"})  # said by loggers and wrappers of any class


@dataclass(frozen=True)
class Signature:
    """How an entry's message is recognised.

    A blank in `pattern` stands for any white space, or none where a line was broken. `exceptions` are last components
    of class names; empty where any will do. `source_pattern`, where given, must match the failing source line as well.
    An exception without a message is recognised by where it was raised, which stands for it: `PATH, FUNCTION`.
    """

    entry: str
    exceptions: tuple[str, ...]
    pattern: str
    source_pattern: str | None = None


@dataclass(frozen=True)
class Match:
    """An entry whose signature an exception has."""

    entry: str
    signature: Signature
    captures: dict[str, str]
    matched_text: str
    source_line: str | None
    is_place: bool = False  # `matched_text` is where it was raised, not what it says


@dataclass(frozen=True)
class CompiledSignature:
    """A signature, or one alternative of it, with its regexes and the words that every message of it has."""

    signature: Signature
    source_pattern: re.Pattern[str] | None
    words: frozenset[str]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, compiled when a message first has its words: most signatures are never asked for."""
        return re.compile(translate(self.signature.pattern), re.IGNORECASE)

    @cached_property
    def collapsed(self) -> re.Pattern[str]:
        """The pattern for text without any white space."""
        return re.compile(translate_collapsed(self.signature.pattern), re.IGNORECASE)

    @cached_property
    def specificity(self) -> int:
        """How many letters the pattern fixes."""
        return sum(map(len, self.words))


@dataclass(frozen=True)
class Fault:
    """An exception as it is matched: its class, its message with the places of each word, its source line."""

    type: str | None
    message: str
    places: dict[str, list[int]]
    source: str | None

    def windows(self, word: str) -> Iterator[str]:
        """The message; of a long one, the parts around `word`."""
        if len(self.message) <= WINDOW_CHARACTERS:
            yield self.message
            return
        for place in self.places[word][:WINDOWS]:
            yield self.message[max(0, place - WINDOW_CHARACTERS // 2) : place + WINDOW_CHARACTERS // 2]


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
        for exception in report.exceptions:
            if exception.is_warning and not matches and not report.exceptions[0].is_warning:
                break
            for match in self._match_reported(exception):
                matches.setdefault(match.entry, match)
        return list(matches.values())

    def _match_reported(self, exception: ReportedException) -> list[Match]:
        """What matches the message; where there is none, the place that it was raised at."""
        source = failing_source(exception)
        if exception.message:
            return self.match_exception(exception.type, exception.message, source)
        found = self.match_exception(exception.type, name_place(exception), source)
        return [replace(match, is_place=True) for match in found]

    def match_exception(self, type_name: str | None, message: str, source: str | None) -> list[Match]:
        """What matches one exception, the most specific first, each entry once; `source` is the failing line."""
        fault = describe_fault(type_name, message, source)
        found = [
            (rank(item, match), match)
            for word in fault.places
            for item in self._by_word.get(word, ())
            if item.words <= fault.places.keys() and (match := match_signature(item, fault, word))
        ]
        matches: dict[str, Match] = {}
        for _, match in sorted(found, key=lambda pair: pair[0]):
            matches.setdefault(match.entry, match)
        return list(matches.values())


def rank(item: CompiledSignature, match: Match) -> tuple[bool, int, str]:
    """The more a signature asks for, the better its match."""
    return item.source_pattern is None, -item.specificity, match.entry


def describe_fault(type_name: str | None, message: str, source: str | None) -> Fault:
    """An exception with the words of its message, and what a regex may see of its source line."""
    message = strip_markdown(halve_width(message))
    places: dict[str, list[int]] = defaultdict(list)
    for word, place in find_words(message):
        places[word].append(place)
    return Fault(type_name, message, dict(places), source and source[:SOURCE_CHARACTERS])


def match_signature(item: CompiledSignature, fault: Fault, word: str) -> Match | None:
    """Match one signature against one exception whose message has `word`."""
    if not is_class_possible(item.signature, fault.type) or not is_source_right(item, fault.source):
        return None
    found = find_pattern(item, fault, word)
    if found is None:
        return None
    matched_text, captures = found
    return Match(item.signature.entry, item.signature, captures, matched_text, fault.source)


def is_class_possible(signature: Signature, printed: str | None) -> bool:
    """Whether the class in the paste, if it shows one, does not contradict the signature."""
    name = printed.rpartition(".")[2] if printed else ""
    return not signature.exceptions or not name or name in GENERIC_CLASSES or name in signature.exceptions


def is_source_right(item: CompiledSignature, source: str | None) -> bool:
    """Whether the failing line is one that the signature asks for."""
    return item.source_pattern is None or (source is not None and item.source_pattern.search(source) is not None)


def find_pattern(item: CompiledSignature, fault: Fault, word: str) -> tuple[str, dict[str, str]] | None:
    """The text that a signature matches in a message, and its captures; white space aside where it split a word."""
    windows = list(fault.windows(word))
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


def name_place(exception: ReportedException) -> str:
    """Where an exception was raised, as `PATH, FUNCTION`; empty where no frame is shown."""
    frame = exception.frames[-1] if exception.frames else None
    return f"{frame.file}, {frame.function}".replace("\\", "/") if frame else ""


def translate_signatures(signatures: Sequence[Signature], wordings: Iterable[str]) -> list[Signature]:
    """A signature for each wording of an entry's message in another language, of any class of `signatures`.

    None where the message alone is never the entry's: what a translation says of it is only alike.
    """
    sure = [signature for signature in signatures if signature.source_pattern is None]
    classes = () if any(not signature.exceptions for signature in sure) else names_of_classes(sure)
    return [Signature(sure[0].entry, classes, pattern_of_wording(wording)) for wording in wordings] if sure else []


def names_of_classes(signatures: Iterable[Signature]) -> tuple[str, ...]:
    """Every class that some signature names, once."""
    return tuple(dict.fromkeys(name for signature in signatures for name in signature.exceptions))


def compile_signature(signature: Signature) -> list[CompiledSignature]:
    """Compile a signature, once an alternative; raises `ValueError` where one has no literal word to be found by."""
    source = re.compile(signature.source_pattern) if signature.source_pattern else None
    alternatives = [literal_words(alternative) for alternative in split_alternatives(signature.pattern)]
    if not all(alternatives):
        raise ValueError(f"a signature of {signature.entry} has no literal word: {signature.pattern!r}")
    return [CompiledSignature(signature, source, words) for words in alternatives]
