"""Reads prose as a strict reader would: openings that are too long, claims about all that nobody proved, bare terms."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

from service.authoring.prose import CONCEPT_LINK, PROOF_MARK, Part, Prose

OPENING_SENTENCES = 2
OPENING_LIMITS = {"en": 35, "zh": 80}  # words; characters, where a word of another script counts as one

_CODE = re.compile(r"^```[^\n]*\n.*?^```[^\n]*$|`[^`\n]*`", re.DOTALL | re.MULTILINE)
_TABLE_ROW = re.compile(r"^\|[^\n]*$", re.MULTILINE)
_SENTENCE_ENDS = {"en": re.compile(r"(?<=[.!?])\s+|\n+"), "zh": re.compile(r"(?<=[。！？])|\n+")}
_UNITS = {"en": re.compile(r"\S+"), "zh": re.compile(r"[\u4e00-\u9fff]|[\w.()`'=-]+")}
# "never" and "all parameters" claim something of everything; "not all", "at all" and "not only" do not.
_UNIVERSAL = {
    "en": re.compile(
        r"(?<!not )(?<!at )(?<!after )\b(?:always|never|every\w*|all|only|no other)\b|^No\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"(?<!不)(?<!并非)(?:总是|只有|从不|所有|永远|一律)"),
}
_EXCEPTION = {
    "en": re.compile(r"\b(?:except|unless|but|apart from|other than|besides)\b", re.IGNORECASE),
    "zh": re.compile(r"除了|除非|除外|以外|之外|但"),
}


def lint_prose(prose: Prose, language: str, proofs: Collection[str]) -> Iterator[str]:
    """What a strict reader would object to in one language; `proofs` are the names that a mark may give."""
    yield from lint_opening(prose.summary, language)
    for text in (prose.summary, *explanations(prose)):
        yield from lint_claims(text, language, proofs)


def explanations(prose: Prose) -> list[str]:
    """The sections that explain; `In your case` holds templates."""
    return [text for heading, text in prose.sections.items() if heading != "In your case"]


def lint_opening(summary: str, language: str) -> Iterator[str]:
    """The first two sentences are short."""
    opening = " ".join(islice(sentences(summary, language), OPENING_SENTENCES))
    count, limit = len(_UNITS[language].findall(opening)), OPENING_LIMITS[language]
    if count > limit:
        yield f"{language}: the first two sentences have {count} words, at most {limit} are read"


def lint_claims(text: str, language: str, proofs: Collection[str]) -> Iterator[str]:
    """A sentence about all, none or ever names its exception or its proof, and the proof is there."""
    for sentence in sentences(text, language):
        marks = [mark["name"] for mark in PROOF_MARK.finditer(sentence)]
        yield from (f"{language}: [^{name}] is the name of no proof" for name in marks if name not in proofs)
        claim = _UNIVERSAL[language].search(sentence)
        if claim and not marks and not _EXCEPTION[language].search(sentence):
            yield f"{language}: {claim[0]!r} claims something: {sentence.strip()[:100]!r}"


def sentences(text: str, language: str) -> Iterator[str]:
    """The sentences of a text in Markdown; code counts as one word, and a table has no sentences."""
    bare = _TABLE_ROW.sub("", _CODE.sub("`code`", text))
    whole = re.sub(r"(?<![.!?。！？])\n(?=[^\n\-*|#])", " ", bare)  # a wrapped line goes on
    return (sentence for sentence in _SENTENCE_ENDS[language].split(whole) if sentence.strip())


def lint_links(prose: Prose, terms: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """In the free text, the first word that names a concept (`terms`, by concept) links to it."""
    text = "\n\n".join(free_texts(prose))
    bare = _CODE.sub(lambda code: " " * len(code[0]), text)
    links = {range(*link.span()): link["concept"] for link in CONCEPT_LINK.finditer(text)}
    for concept, words in terms.items():
        for found in occurrences(bare, words):
            linked = next((target for place, target in links.items() if found.start() in place), None)
            if linked is None:
                yield f"{found[0]!r} is first named without a link to concept:{concept}"
            if linked in (None, concept):
                break


def free_texts(prose: Prose) -> list[str]:
    """Everything that is free Markdown, in order."""
    parts: list[Part] = [part for outer in prose.parts for part in (outer, *outer.parts)]
    return [*explanations(prose), *(part.text for part in parts)]


def occurrences(text: str, words: Iterable[str]) -> list[re.Match[str]]:
    """Where `words` stand in `text`, an English one also in the plural, in order."""
    ordered = sorted(words, key=len, reverse=True)
    if not ordered:
        return []
    either = "|".join(rf"\b{re.escape(word)}(?:e?s)?\b" if word.isascii() else re.escape(word) for word in ordered)
    return list(re.finditer(either, text, re.IGNORECASE))


def linked_concepts(prose: Prose) -> set[str]:
    """Every concept that the prose links to."""
    parts = [part for outer in prose.parts for part in (outer, *outer.parts)]
    fields = [value for part in parts for value in part.fields.values()]
    texts = [prose.summary, *prose.sections.values(), *(part.text for part in parts), *fields]
    return {link["concept"] for text in texts for link in CONCEPT_LINK.finditer(text)}
