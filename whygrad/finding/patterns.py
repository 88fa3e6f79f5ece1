"""Patterns of signatures: the regexes that they stand for, and the literal words that they can be found by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

_TOKEN = re.compile(
    r"""
    (?P<escape> \\. )
  | (?P<set>    \[ \^?\]? (?: \\. | [^\]\\] )* \] )             # a `]` may stand first in a set
  | (?P<open>   \( (?: \? (?: P<\w+> | <?[=!] | : | [a-z]+\) ) )? )
  | (?P<close>  \) )
  | (?P<repeat> [?*+]\?? | \{\d*,?\d*\}\?? )
  | (?P<either> \| )
  | (?P<any>    [.^$] )
  | (?P<blank>  [ ] )
  | (?P<literal> . )
    """,
    re.DOTALL | re.VERBOSE,
)
_WORD = re.compile(r"[A-Za-z_]{2,60}|[\u4e00-\u9fff](?=[\u4e00-\u9fff])")  # a Chinese word is a pair: 不需, 需要
_WORD_PART = re.compile(r"[A-Za-z_]{1,60}|[\u4e00-\u9fff]")
_WORD_FIRST = re.compile(r"[A-Za-z_]{2}")
_WORD_LAST = re.compile(r"(?<!\\)[A-Za-z_]{2}$")
_REPEATED_SPACE = re.compile(r"\\s\*(?:[*+?]\??|\{\d*,?\d*\})")  # `\s*+`, left where `\s+` became `\s*`
_HOLE = "\0"  # stands for what may differ between messages of one pattern
_WORD_WITH_HOLE = re.compile(rf"[A-Za-z0-9_]*{_HOLE}[A-Za-z0-9_{_HOLE}]*")
_DIGITS = re.compile(r"\d+")
# Bold marks that a poster set inside a message: `modified by **an inplace operation**: […] *### ***is at version 2`
_EMPHASIS = re.compile(r"\*{2,4}|(?<=\s)[*#]{2,8}(?=\s)")
_QUOTES = {"'": "'?", "`": "'?"}  # Markdown makes one of the other, and a back quote marks code in any message
_COLLAPSED = {" ": "", r"\s": r"\s*", r"\b": "", r"\ ": ""}
_MARKS = {"。": ".", "“": '"', "”": '"', "‘": "'", "’": "'"}
_FULL_WIDTH = str.maketrans({chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | _MARKS)


def translate(pattern: str) -> str:
    """The regex of a pattern: any white space, or none, for a blank; only whole words at both ends."""
    body = "".join(r"\s*" if token["blank"] else spell_literal(token) for token in _TOKEN.finditer(pattern))
    before = r"(?<![A-Za-z_])" if _WORD_FIRST.match(pattern) else ""
    after = r"(?![A-Za-z_])" if _WORD_LAST.search(pattern) else ""
    return f"{before}(?:{body}){after}" if before or after else body


def translate_collapsed(pattern: str) -> str:
    """The regex of a pattern for text without any white space: what is left to compare where words were broken."""
    parts = [_COLLAPSED.get(token[0], spell_literal(token)) for token in _TOKEN.finditer(pattern)]
    return _REPEATED_SPACE.sub(r"\\s*", "".join(parts))


def spell_literal(token: re.Match[str]) -> str:
    """The regex of one token; a quote mark stands for itself or none, since a paste may have a back quote instead."""
    return _QUOTES.get(token[0], token[0]) if token["literal"] else token[0]


def pattern_of_wording(wording: str) -> str:
    """The pattern of a message given as it reads; its numbers may differ."""
    text = halve_width(wording).rstrip(".`'\" ")
    return _DIGITS.sub(r"\\d+", re.escape(text).replace(r"\ ", " "))


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
    kept = "".join(literal_text(token, depth) for token, depth in tokens_with_depth(pattern))
    text = re.sub(rf" {_HOLE}+", " ", kept)  # a repeated blank is no part of a word
    text = _WORD_WITH_HOLE.sub(" ", text)
    return frozenset(text[m.start() : max(m.end(), m.start() + 2)].lower() for m in _WORD.finditer(text))


def literal_text(token: re.Match[str], depth: int) -> str:
    """What a token leaves of every message: itself, a blank, or a hole."""
    if depth > 0 or token["set"] or token["open"] or token["repeat"] or token[0] == ".":
        return _HOLE
    if token["escape"]:
        return " " if token[0] in (r"\b", r"\s") else _HOLE if token[0][1].isalnum() else token[0][1]
    return " " if token["any"] else token[0]


def tokens_with_depth(pattern: str) -> Iterator[tuple[re.Match[str], int]]:
    """The tokens of a regex, each with the number of groups around it."""
    depth = 0
    for token in _TOKEN.finditer(pattern):
        depth -= bool(token["close"])
        yield token, depth + bool(token["close"])
        depth += bool(token["open"]) and not token[0].endswith(")")


def find_words(text: str) -> Iterator[tuple[str, int]]:
    """Words of Latin letters and pairs of neighbouring Chinese characters, with their places, broken ones too."""
    parts = [(found[0].lower(), found.start(), found.end()) for found in _WORD_PART.finditer(text)]
    for word, start, end in parts:
        if end - start > 1:
            yield word, start
    for (first, start, end), (second, following, _) in pairwise(parts):
        if not text[end:following].strip():  # nothing, or what a line break left
            yield first + second, start


def strip_markdown(text: str) -> str:
    """`text` without the marks of Markdown for code and bold: Can't call `numpy()` on **Tensor that requires grad**."""
    return _EMPHASIS.sub("", text.replace("`", ""))


def halve_width(text: str) -> str:
    """`text` with the full-width marks of Chinese typing as ASCII has them."""
    return text if text.isascii() else text.translate(_FULL_WIDTH)
