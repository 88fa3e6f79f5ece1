"""Keeps the evidence of runs: one JSON file an item and version of torch."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from service.authoring.hashes import hash_code
from service.authoring.items import Knowledge

Evidence = dict[str, Any]
TORCH_VERSION = "2.13.0"
_FLOAT = re.compile(r"-?\d+\.\d+(?:e[+-]?\d+)?")


def evidence_path(root: Path, item_id: str) -> Path:
    """Where the evidence of an entry or a concept is kept."""
    return root / "evidence" / TORCH_VERSION / f"{item_id}.json"


def read_evidence(root: Path, item_id: str) -> Evidence | None:
    """The recorded evidence of an entry or a concept; None where there is none."""
    path = evidence_path(root, item_id)
    if not path.exists():
        return None
    document: Evidence = json.loads(path.read_text(encoding="utf-8"))
    return document


def write_evidence(root: Path, document: Evidence) -> None:
    """Write evidence so that a diff of two versions reads well."""
    path = evidence_path(root, document["id"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def comparable(document: Any) -> Any:  # noqa: ANN401 - any JSON
    """`document` with every decimal number in its texts rounded, so that two machines can be compared."""
    if isinstance(document, dict):
        return {key: comparable(value) for key, value in document.items()}
    if isinstance(document, list):
        return [comparable(value) for value in document]
    if isinstance(document, str):
        return _FLOAT.sub(lambda match: f"{float(match[0]):.3g}", document)
    return document


def judge_freshness(evidence: Evidence | None, codes: list[str]) -> str | None:
    """Why evidence does not speak for the programs `codes`; None where it does."""
    if evidence is None:
        return "has no evidence; run `make verify`"
    if recorded_hashes(evidence) != {hash_code(code) for code in codes}:
        return "the evidence is of other programs; run `make verify`"
    return None


def programs(knowledge: Knowledge) -> Iterator[tuple[str, list[str]]]:
    """Each item's id with the text of every program it has."""
    for entry in knowledge.entries.values():
        yield (
            entry.id,
            [
                code
                for case in entry.cases
                for code in (
                    case.reproduction,
                    *(fix.code for fix in case.fixes),
                    *(wrong.code for wrong in case.wrong_fixes),
                )
            ],
        )
    for concept in knowledge.concepts.values():
        figure = [concept.figure] if concept.figure is not None else []
        yield concept.id, [concept.demo, *figure, *(item.code for item in concept.misconceptions)]


def recorded_hashes(document: Evidence) -> set[str]:
    """Every `code_sha256` in an evidence document."""
    found: set[str] = set()
    for key, value in document.items():
        if key == "code_sha256":
            found.add(value)
        elif isinstance(value, dict):
            found |= recorded_hashes(value)
    return found
