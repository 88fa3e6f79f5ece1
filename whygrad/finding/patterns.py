"""Patterns of signatures: the regexes that they stand for, and the literal words that they can be found by."""

from __future__ import annotations

import re
from collections.abc import Iterator

WORD = re.compile(r"[A-Za-z_]{2,60}")

_QUOTES = {"'": "['`]", "`": "['`]"}  # Markdown makes one of the other
_TOKEN = re.compile(
    r"(?P<escape>\\.)|(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<open>\((?:\?(?:P<\w+>|<?[=!]|:|[a-z]+\)))?)|(?P<close>\))"
    r"|(?P<repeat>[?*+]\??|\{\d*,?\d*\}\??)|(?P<either>\|)|(?P<any>[.^$])|(?P<blank> )|(?P<literal>.)",
    re.DOTALL,
)


def translate(pattern: str, blank: str, *, collapse: bool = False) -> str:
    """The regex of a pattern: `blank` for each blank; whole words only at both ends, unless white space is gone."""
    tokens = list(_TOKEN.finditer(pattern))
    if collapse:
        spaces = {r"\s": r"\s*", r"\b": "", r"\ ": ""}
        parts = [blank if token["blank"] else spaces.get(token[0], spell_literal(token)) for token in tokens]
        return re.sub(r"\\s\*(?:[*+?]\??|\{\d*,?\d*\})", r"\\s*", "".join(parts))
    body = "".join(blank if token["blank"] else spell_literal(token) for token in tokens)
    before = r"(?<![A-Za-z_])" if WORD.match(pattern) else ""
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
    return frozenset(word.lower() for word in WORD.findall(re.sub(r"\w*\0[\w\0]*", " ", text)))


def tokens_with_depth(pattern: str) -> Iterator[tuple[re.Match[str], int]]:
    """The tokens of a regex, each with the number of groups around it."""
    depth = 0
    for token in _TOKEN.finditer(pattern):
        depth -= bool(token["close"])
        yield token, depth + bool(token["close"])
        depth += bool(token["open"]) and not token[0].endswith(")")
