"""Runs every program of an entry or a concept, and describes what happened in fields that do not vary."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from service.authoring.evidence.store import Evidence, installed_torch
from service.authoring.hashes import hash_code
from service.authoring.items import Case, CauseTest, Concept, Entry, Knowledge
from service.authoring.programs import apply_edits, insert_test, line_number_of, printed_by_test
from service.verifier.contract import Job, Verdict

Run = Callable[[Job], Verdict]

NO_GPU = {"en": "this machine has no CUDA device", "zh": "本机没有 CUDA 设备"}
TRACEBACK_CHARACTERS = 8_000
FURTHER_TRIES = 2
_UNSTABLE = (
    (re.compile(r" ?\(Triggered internally at [^)]*\)"), ""),
    (re.compile(r"0x[0-9a-f]{6,16}"), "0x…"),
    (re.compile(r'File "/[^"\n]*(?=/(?:site|dist)-packages/|/lib/python3)'), 'File "'),
    (re.compile(r"/tmp/[\w./-]+"), "/tmp/…"),
    (re.compile(r"\n +[~^]+(?=\n)"), ""),  # Python 3.11 marks the failing expression
)
_TRACEBACK = re.compile(r"^Traceback \(most recent call last\):$", re.MULTILINE)


def produce(knowledge: Knowledge, item_id: str, run: Run, torch: str | None = None) -> Evidence:
    """Run everything of one entry or concept; `run` does, on `torch` (the installed one where none is named)."""
    described = {"id": item_id, "torch": torch or installed_torch()}
    if item_id in knowledge.entries:
        return described | entry_evidence(knowledge.entries[item_id], run)
    return described | concept_evidence(knowledge.concepts[item_id], run)


def entry_evidence(entry: Entry, run: Run) -> Evidence:
    """Run every program of an entry, also of cases that this torch does not have: that they do nothing is a result."""
    return {"cases": {case.id: CaseRunner(entry, case, run).evidence() for case in entry.cases}}


def concept_evidence(concept: Concept, run: Run) -> Evidence:
    """Run every program of a concept; of several ranks, what rank 0 printed is kept."""

    def described(code: str) -> Evidence:
        return describe_run(code, run_to_its_end(Job(code, world_size=concept.world_size), run))

    programs = {"proof": concept.proof, "example": concept.example, "figure": concept.figure}
    runs = {name: described(code) for name, code in programs.items() if code is not None}
    misconceptions = {item.id: described(item.code) for item in concept.misconceptions}
    return runs | {"misconceptions": misconceptions}


class CaseRunner:
    """Runs the programs of one case."""

    def __init__(self, entry: Entry, case: Case, run: Run) -> None:
        """`run` runs a job."""
        self._entry, self._case, self._run = entry, case, run

    def evidence(self) -> Evidence:
        """What the reproduction, its test, the fixes, the wrong fixes and the trials did."""
        case = self._case
        reproduction = self.run_program(case.reproduction)
        tested = {"test": self.run_test(case.test, reproduction)} if case.test else {}
        return tested | {
            "check": {"code_sha256": hash_code(case.check)},
            "reproduction": reproduction,
            "fixes": {fix.id: self.run_program(fix.code) for fix in case.fixes},
            "wrong_fixes": {wrong.id: self.run_program(wrong.code) for wrong in case.wrong_fixes},
            "trials": {trial.id: self.run_trial(apply_edits(case.reproduction, trial.edits)) for trial in case.trials},
        }

    def run_program(self, code: str) -> Evidence:
        """Run a program under the case's oracle."""
        if "cuda" in self._entry.requires + self._case.requires:
            return {"code_sha256": hash_code(code), "outcome": "not_run", "reason": NO_GPU}
        job = Job(code, check=self._case.check, world_size=max(self._entry.world_size, self._case.world_size))
        return describe_run(code, run_to_its_end(job, self._run))

    def run_test(self, test: CauseTest, reproduction: Evidence) -> Evidence:
        """Run the reproduction with the test in it; `prints` is None where the test did not end."""
        line = reproduction.get("exception", {}).get("line")
        if test.before is not None:
            line = line_number_of(self._case.reproduction, test.before)
        run = self.run_program(insert_test(self._case.reproduction, test.code, line))
        return {"code_sha256": hash_code(test.code), "prints": printed_by_test(run.get("stdout", ""))}

    def run_trial(self, code: str) -> Evidence:
        """Run another edit of the reproduction; what is kept is how it ended and which checks failed."""
        run = self.run_program(code)
        failed = [f"{check['name']}: {check['detail']}" for check in run.get("checks", []) if not check["passed"]]
        kept = {key: run[key] for key in ("code_sha256", "outcome", "probe") if key in run}
        return kept | {"failed": failed}


def run_to_its_end(job: Job, run: Run) -> Verdict:
    """Run a job; a few times where several processes wait for each other, as those of torch 2.4 do at times."""
    verdict = run(job)
    for _ in range(FURTHER_TRIES if job.has_ranks else 0):
        if verdict.outcome != "timed_out":
            break
        verdict = run(job)
    return verdict


def describe_run(code: str, verdict: Verdict) -> Evidence:
    """The stable fields of one verdict."""
    described: Evidence = {
        "code_sha256": hash_code(code),
        "outcome": verdict.outcome,
        "stdout": stabilise(verdict.stdout),
        "checks": [msgspec.structs.asdict(check) | {"detail": stabilise(check.detail)} for check in verdict.checks],
        "values": {name: stabilise(value) for name, value in verdict.values.items()},
    }
    if verdict.exception:
        described["exception"] = {
            "type": verdict.exception.type,
            "message": stabilise(verdict.exception.message),
            "line": verdict.exception.line,
        }
        described["traceback"] = traceback_of(verdict)
    if verdict.warnings:
        described["warnings"] = [stabilise(warning) for warning in verdict.warnings]
    if verdict.probe is not None:
        described["probe"] = verdict.probe
    return described


def traceback_of(verdict: Verdict) -> str:
    """What Python printed when the program failed; of several ranks, which print at once, nothing."""
    printed = verdict.stderr
    starts = [match.start() for match in _TRACEBACK.finditer(printed)]
    if not starts or verdict.several_processes:
        return ""
    return stabilise(printed[starts[0] :].strip())[:TRACEBACK_CHARACTERS]


def stabilise(text: str) -> str:
    """Take out of a text what differs from run to run: addresses, temporary paths, source positions."""
    for pattern, replacement in _UNSTABLE:
        text = pattern.sub(replacement, text)
    return text
