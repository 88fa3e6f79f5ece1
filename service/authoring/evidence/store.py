"""Keeps the evidence of runs: one JSON file for each version of torch and each item."""

from __future__ import annotations

import importlib.metadata
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from service.authoring.hashes import hash_code
from service.authoring.items import Case, Concept, Entry, Knowledge
from service.authoring.programs import apply_edits
from service.authoring.tables import KnowledgeError, read_text

Evidence = dict[str, Any]
Runs = Mapping[str, Evidence]  # what each version of torch did, the newest first

_FLOAT = re.compile(r"-?\d+\.\d+(?:e[+-]?\d+)?")
_NOT_COMPARED = "verified"  # the day of the run


def installed_torch() -> str:
    """The version of torch that runs programs here."""
    return importlib.metadata.version("torch").partition("+")[0]


def recorded_versions(root: Path) -> list[str]:
    """The versions of torch with evidence under `root`, the newest first."""
    folders = (root / "evidence").glob("*/")
    return sorted((folder.name for folder in folders), key=Version, reverse=True)


def evidence_path(root: Path, torch: str, item_id: str) -> Path:
    """Where the evidence of an entry or a concept is kept."""
    return root / "evidence" / torch / f"{item_id}.json"


def read_evidence(root: Path, torch: str, item_id: str) -> Evidence | None:
    """The recorded evidence of an entry or a concept; None where there is none.

    Raises `KnowledgeError` for a file that holds something else.
    """
    path = evidence_path(root, torch, item_id)
    if not path.exists():
        return None
    try:
        document = json.loads(read_text(path))
    except (json.JSONDecodeError, RecursionError) as error:
        raise KnowledgeError(f"{torch}/{path.name} is no JSON: {error}") from error
    if not isinstance(document, dict):
        raise KnowledgeError(f"{torch}/{path.name} must hold an object")
    return document


def write_evidence(root: Path, document: Evidence) -> None:
    """Write evidence, dated today, so that a diff of two versions reads well."""
    path = evidence_path(root, document["torch"], document["id"])
    path.parent.mkdir(parents=True, exist_ok=True)
    dated = document | {_NOT_COMPARED: date.today().isoformat()}
    path.write_text(json.dumps(dated, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def comparable(document: Any) -> Any:  # noqa: ANN401 - any JSON
    """`document` without its day and with every decimal number rounded, so that two machines can be compared."""
    if isinstance(document, dict):
        return {key: comparable(value) for key, value in document.items() if key != _NOT_COMPARED}
    if isinstance(document, list):
        return [comparable(value) for value in document]
    if isinstance(document, str):
        return _FLOAT.sub(lambda match: f"{float(match[0]):.3g}", document)
    return document


def read_runs(root: Path, knowledge: Knowledge, item_id: str) -> dict[str, Evidence]:
    """The evidence of an item's present programs, by version of torch, the newest first."""
    found = {torch: read_evidence(root, torch, item_id) for torch in recorded_versions(root)}
    return {
        torch: evidence
        for torch, evidence in found.items()
        if evidence is not None and judge_freshness(evidence, programs(knowledge, item_id)) is None
    }


def judge_freshness(evidence: Evidence | None, codes: list[str]) -> str | None:
    """Why evidence does not speak for the programs `codes`; None where it does."""
    if evidence is None:
        return "has no evidence; run `make verify`"
    if recorded_hashes(evidence) != {hash_code(code) for code in codes}:
        return "the evidence is of other programs; run `make verify`"
    return None


def recorded_hashes(document: Evidence) -> set[str]:
    """Every `code_sha256` in an evidence document."""
    found: set[str] = set()
    for key, value in document.items():
        if key == "code_sha256":
            found.add(value)
        elif isinstance(value, dict):
            found |= recorded_hashes(value)
    return found


def programs(knowledge: Knowledge, item_id: str) -> list[str]:
    """The text of every program and oracle that is run for an entry or a concept."""
    if item_id in knowledge.concepts:
        return concept_programs(knowledge.concepts[item_id])
    return [code for case in knowledge.entries[item_id].cases for code in case_programs(case)]


def exists_on(entry: Entry, case: Case, torch: str) -> bool:
    """Whether a version of torch has a case. On the others it is run too, and may do anything."""
    return torch in SpecifierSet(entry.torch) & SpecifierSet(case.torch)


def case_programs(case: Case) -> Iterator[str]:
    """The text of every program of a case, of its test and of its oracle."""
    yield from (case.reproduction, case.check)
    yield from (fix.code for fix in case.fixes)
    yield from (wrong.code for wrong in case.wrong_fixes)
    yield from (apply_edits(case.reproduction, trial.edits) for trial in case.trials)
    if case.test is not None:
        yield case.test.code


def concept_programs(concept: Concept) -> list[str]:
    """The text of every program of a concept."""
    optional = (concept.example, concept.figure)
    return [concept.proof, *(code for code in optional if code is not None), *(m.code for m in concept.misconceptions)]
