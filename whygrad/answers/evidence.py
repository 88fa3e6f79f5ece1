"""The runs of a program on several versions of torch, told once where they ended alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from whygrad.answers.documents import ConceptEvidence, FixEvidence
from whygrad.answers.messages import say

Run = TypeVar("Run", FixEvidence, ConceptEvidence)


def merge_runs(runs: Iterable[Run], language: str) -> list[Run]:
    """Runs that ended alike as one, whose `torch` names all their versions: `2.13.0 and 2.4.1`."""
    versions: dict[Run, list[str]] = {}
    for run in runs:
        versions.setdefault(replace(run, torch=""), []).append(run.torch)
    conjunction = say(language, "evidence.and")
    return [replace(run, torch=conjunction.join(found)) for run, found in versions.items()]
