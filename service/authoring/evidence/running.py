"""Runs every program of an entry or a concept, and describes what happened in fields that do not vary."""

from __future__ import annotations

import re
from collections.abc import Callable

from service.authoring.evidence.store import TORCH_VERSION, Evidence
from service.authoring.hashes import hash_code
from service.authoring.items import Case, Concept, Entry, Knowledge
from service.verifier.framing import Job, Verdict

Run = Callable[[Job], Verdict]
NO_GPU = {"en": "this machine has no CUDA device", "zh": "本机没有 CUDA 设备"}
_UNSTABLE = (
    (re.compile(r" ?\(Triggered internally at [^)]*\)"), ""),
    (re.compile(r"0x[0-9a-f]{6,16}"), "0x…"),
    (re.compile(r"/tmp/[\w./-]+"), "/tmp/…"),
)


def produce(knowledge: Knowledge, item_id: str, run: Run) -> Evidence:
    """Run everything of one entry or concept."""
    if item_id in knowledge.entries:
        return entry_evidence(knowledge.entries[item_id], run)
    return concept_evidence(knowledge.concepts[item_id], run)


def entry_evidence(entry: Entry, run: Run) -> Evidence:
    """Run every program of an entry; one document of stable fields."""
    cases = {case.id: case_evidence(entry, case, run) for case in entry.cases}
    return {"id": entry.id, "torch": TORCH_VERSION, "cases": cases}


def case_evidence(entry: Entry, case: Case, run: Run) -> Evidence:
    """Run the reproduction, the fixes and the wrong fixes of one case."""

    def run_program(code: str) -> Evidence:
        if "cuda" in entry.requires:
            return {"code_sha256": hash_code(code), "outcome": "not_run", "reason": NO_GPU}
        verdict = run({"code": code, "check": case.check, "world_size": entry.world_size})
        return describe_run(code, verdict)

    return {
        "reproduction": run_program(case.reproduction),
        "fixes": {fix.id: run_program(fix.code) for fix in case.fixes},
        "wrong_fixes": {wrong.id: run_program(wrong.code) for wrong in case.wrong_fixes},
    }


def concept_evidence(concept: Concept, run: Run) -> Evidence:
    """Run the demo and the misconceptions of a concept."""
    figure = {} if concept.figure is None else {"figure": describe_run(concept.figure, run({"code": concept.figure}))}
    return figure | {
        "id": concept.id,
        "torch": TORCH_VERSION,
        "demo": describe_run(concept.demo, run({"code": concept.demo})),
        "misconceptions": {
            item.id: describe_run(item.code, run({"code": item.code})) for item in concept.misconceptions
        },
    }


def describe_run(code: str, verdict: Verdict) -> Evidence:
    """The stable fields of one verdict."""
    described: Evidence = {
        "code_sha256": hash_code(code),
        "outcome": verdict["outcome"],
        "stdout": stabilise(verdict["stdout"]),
        "checks": [check | {"detail": stabilise(check["detail"])} for check in verdict["checks"]],
        "values": {name: stabilise(value) for name, value in verdict["values"].items()},
    }
    if verdict["exception"]:
        described["exception"] = {
            "type": verdict["exception"]["type"],
            "message": stabilise(verdict["exception"]["message"]),
            "line": verdict["exception"]["line"],
        }
    if verdict["warnings"]:
        described["warnings"] = [stabilise(warning) for warning in verdict["warnings"]]
    if verdict["probe"] is not None:
        described["probe"] = verdict["probe"]
    return described


def stabilise(text: str) -> str:
    """Take out of a message what differs from run to run: addresses, temporary paths, source positions."""
    for pattern, replacement in _UNSTABLE:
        text = pattern.sub(replacement, text)
    return text
