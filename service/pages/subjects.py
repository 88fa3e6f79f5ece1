"""Which program of the knowledge a verdict is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from service.domain.verifications import find_case, find_fix
from whygrad.answers.library import Library
from whygrad.answers.runs import Verification


@dataclass(frozen=True)
class Subject:
    """A program, what it is called, and where it stands."""

    kind: Literal["error", "fix", "concept"]
    title: str
    code: str
    page_title: str
    href: str
    anchor: str = ""

    def was_run(self, verification: Verification) -> bool:
        """Whether a verdict is about this program, or there is none yet."""
        digest = sha256(self.code.encode()).hexdigest()
        return verification.verdict is None or verification.verdict.code_sha256 == digest


def find_subject(library: Library, asked: Mapping[str, str]) -> Subject:
    """The program that `error`, `case` and `fix`, or `concept` name; raises `UnknownItem` or `Refusal`."""
    if "concept" in asked:
        concept = library.concept(asked["concept"])
        return Subject("concept", concept.title, concept.code, concept.title, concept.href)
    entry = library.entry(asked["error"])
    case = find_case(entry, asked.get("case"))
    if "fix" not in asked:
        return Subject("error", case.title, case.reproduction.code, entry.title, entry.href, case.id)
    fix = find_fix(entry, case, asked["fix"])
    return Subject("fix", fix.title, fix.code, entry.title, entry.href, case.id)
