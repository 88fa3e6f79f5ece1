"""Sentences with values from outside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from whygrad.answers.messages import say
from whygrad.finding.evidence import Clue
from whygrad.finding.signatures import Match

LIMIT_CHARACTERS = 160
ELLIPSIS = " …"

_NAME = re.compile(r"\{(\w+)\}")


def fill_sentences(sentences: Iterable[str], captures: Mapping[str, str]) -> tuple[str, ...]:
    """Fill `{name}`s with captured values; a sentence with a name that was not captured is dropped."""
    return tuple(
        _NAME.sub(lambda match: quotable(captures[match[1]]), sentence)
        for sentence in sentences
        if all(captures.get(name) for name in _NAME.findall(sentence))
    )


def explain_match(match: Match, language: str) -> str:
    """Say in words which part of the text matched."""
    text = shorten(match.matched_text)
    if match.is_place:
        return say(language, "match.place", text=text)
    if match.signature.source_pattern is None:
        return say(language, "match.message", text=text)
    return say(language, "match.message_and_line", text=text, line=quotable(match.source_line or ""))


def explain_clue(clue: Clue, language: str) -> str:
    """Say in words what of a paste points to a case."""
    name = "because.code_line" if clue.line is not None else f"because.{clue.channel}"
    return say(language, name, text=quotable(clue.text), line=clue.line)


def quotable(text: str) -> str:
    """Text from outside as it may stand inside a Markdown code span: one short line without back quotes."""
    return shorten(text).replace("`", "'")


def shorten(text: str) -> str:
    """`text` on one line of at most `LIMIT_CHARACTERS`, cut between words where there are any."""
    line = " ".join(text.split())
    if len(line) <= LIMIT_CHARACTERS:
        return line
    cut = line[: LIMIT_CHARACTERS - len(ELLIPSIS)]
    return (cut.rpartition(" ")[0] or cut) + ELLIPSIS
