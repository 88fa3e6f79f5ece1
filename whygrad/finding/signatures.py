"""Finds the entry of a reported exception: rarest-word index, then a regex that tolerates any white space."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from whygrad.reading import Report, ReportedException

WINDOW_CHARACTERS = 4_000  # a regex sees no more of a message than this around its rarest word
WINDOWS = 4  # how many places of the rarest word are tried in a longer text
LIKENESS_THRESHOLD = 0.6
LIKENESS_CANDIDATES = 40
LIKENESS_LIMIT_WORDS = 200
GENERIC_CLASSES = frozenset({"Error", "Exception", "Warning"})  # said by loggers and wrappers of any class

_WORD = re.compile(r"[A-Za-z_]{2,60}")
_WORD_PART = re.compile(r"[A-Za-z_]{1,60}")
_FULL_WIDTH = str.maketrans({chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"。": "."})
_QUOTES = {"'": "['`]", "`": "['`]"}  # Markdown makes one of the other
_TOKEN = re.compile(
    r"(?P<escape>\\.)|(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<open>\((?:\?(?:P<\w+>|<?[=!]|:|[a-z]+\)))?)|(?P<close>\))"
    r"|(?P<repeat>[?*+]\??|\{\d*,?\d*\}\??)|(?P<either>\|)|(?P<any>[.^$])|(?P<blank> )|(?P<literal>.)",
    re.DOTALL,
)


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


# --- patterns


def compile_signature(signature: Signature) -> list[CompiledSignature]:
    """Compile a signature, once an alternative; raises `ValueError` where one has no literal word to be found by."""
    source = re.compile(signature.source_pattern) if signature.source_pattern else None
    alternatives = [literal_words(alternative) for alternative in split_alternatives(signature.pattern)]
    if not all(alternatives):
        raise ValueError(f"a signature of {signature.entry} has no literal word: {signature.pattern!r}")
    return [CompiledSignature(signature, source, words) for words in alternatives]


def translate(pattern: str, blank: str, *, collapse: bool = False) -> str:
    """The regex of a pattern: `blank` for each blank; whole words only at both ends, unless white space is gone."""
    tokens = list(_TOKEN.finditer(pattern))
    if collapse:
        spaces = {r"\s": r"\s*", r"\b": "", r"\ ": ""}
        parts = [blank if token["blank"] else spaces.get(token[0], spell_literal(token)) for token in tokens]
        return re.sub(r"\\s\*(?:[*+?]\??|\{\d*,?\d*\})", r"\\s*", "".join(parts))
    body = "".join(blank if token["blank"] else spell_literal(token) for token in tokens)
    before = r"(?<![A-Za-z_])" if _WORD.match(pattern) else ""
    after = r"(?![A-Za-z_])" if re.search(r"(?<!\\)[A-Za-z_]{2}$", pattern) else ""
    return f"{before}(?:{body}){after}" if before or after else body


def spell_literal(token: re.Match[str]) -> str:
    """The regex of one token; a quote mark stands for any that a paste may have instead."""
    return _QUOTES.get(token[0], token[0]) if token["literal"] else token[0]


def split_alternatives(pattern: str) -> list[str]:
    """The alternatives that stand outside any group."""
    alternatives = [""]
    for token, depth in tokens_with_depth(pattern):
        if token["either"] and depth == 0:
            alternatives.append("")
        else:
            alternatives[-1] += token[0]
    return alternatives


def literal_words(pattern: str) -> frozenset[str]:
    """Words that every message of `pattern` has: those outside groups, whole and not repeated or optional."""
    kept: list[str] = []
    for token, depth in tokens_with_depth(pattern):
        if depth > 0 or token["set"] or token["open"] or token["any"] == "." or token["repeat"]:
            kept.append("\0")
        elif token["escape"]:
            kept.append(" " if token[0] in (r"\b", r"\s") else "\0" if token[0][1].isalnum() else token[0][1])
        else:
            kept.append(" " if token["blank"] or token["any"] else token[0])
    text = re.sub(r" \0+", " ", "".join(kept))  # a repeated blank is no part of a word
    return frozenset(word.lower() for word in _WORD.findall(re.sub(r"\w*\0[\w\0]*", " ", text)))


def tokens_with_depth(pattern: str) -> Iterator[tuple[re.Match[str], int]]:
    """The tokens of a regex, each with the number of groups around it."""
    depth = 0
    for token in _TOKEN.finditer(pattern):
        depth -= bool(token["close"])
        yield token, depth + bool(token["close"])
        depth += bool(token["open"]) and not token[0].endswith(")")


# --- likeness


class LikenessIndex:
    """Finds messages that read alike; never a diagnosis."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """`texts` are pairs of an entry and a message of it."""
        self._texts = [(entry, features_of(text)) for entry, text in texts]
        self._by_feature: dict[str, list[int]] = defaultdict(list)
        for number, (_, features) in enumerate(self._texts):
            for feature in dict.fromkeys(features):
                self._by_feature[feature].append(number)

    def similar(self, message: str, limit: int = 3) -> list[tuple[str, float]]:
        """Entries with a message that has most of its rare words and word pairs in common with `message`."""
        features = features_of(message)
        shared: Counter[int] = Counter()
        for feature in dict.fromkeys(features):
            for number in self._by_feature.get(feature, ()):
                shared[number] += self._weight(feature)  # type: ignore[assignment]
        scores: dict[str, float] = {}
        for number, _ in shared.most_common(LIKENESS_CANDIDATES):
            entry, theirs = self._texts[number]
            score = self._score(features, theirs)
            if score >= LIKENESS_THRESHOLD:
                scores[entry] = max(score, scores.get(entry, 0.0))
        return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:limit]

    def _weight(self, feature: str) -> float:
        return math.log(1 + (1 + len(self._texts)) / (1 + len(self._by_feature.get(feature, ()))))

    def _score(self, ours: list[str], theirs: list[str]) -> float:
        """Shared weight over all weight (Dice); a message may go on for half as long again."""
        mine, other = set(ours[: len(theirs) * 3 // 2]), set(theirs)
        total = sum(map(self._weight, mine)) + sum(map(self._weight, other))
        return 2 * sum(map(self._weight, mine & other)) / total if len(mine & other) > 2 else 0.0


def features_of(text: str) -> list[str]:
    """Lower-cased words and neighbouring pairs of them, in order."""
    words = [word.lower() for word in _WORD.findall(text[: LIKENESS_LIMIT_WORDS * 20])][:LIKENESS_LIMIT_WORDS]
    features = words[:1]
    for first, second in pairwise(words):
        features += [second, f"{first} {second}"]
    return features
