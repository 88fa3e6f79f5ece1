"""A repair as a job: what is ordered comes in, what came of it goes out as a record."""

from __future__ import annotations

from typing import Literal

from service.repair.edits import text_edits
from service.repair.proposals import Words, words
from service.verifier.contract import Candidate, Edit, Evidence, Job, Record, Repair, RepairOrder
from service.verifier.inside.job import attempt, describe_exception, judge_error
from service.verifier.inside.needs import name_missing
from service.verifier.inside.repairs import evidence, session
from service.verifier.inside.repairs.claims import parses
from service.verifier.inside.repairs.culprits import describe_culprit
from service.verifier.inside.repairs.executing import CutByBudget
from service.verifier.inside.repairs.session import Outcome, Session
from service.verifier.inside.texts import Clipper
from whygrad.answers.edits import unified_diff

MOST_TEXT_BYTES = 600_000
ASSUMES_SO = words("this is what the program is meant to do: {why}", "程序的意图就是如此：{why}")
NO_RULE = words("no reference execution can prove it", "没有可以证明它的参考执行")


def run_repair(job: Job) -> Record:
    """Repair a program, or check somebody's correction of it."""
    order = job.repair or RepairOrder()
    state = Session(job.code, list(order.families))
    if not parses(job.code) or (order.fixed is not None and not parses(order.fixed)):
        outcome = Outcome(syntax_error(job.code), None, [])
    else:
        outcome = session.repair(state) if order.fixed is None else session.check(state, order.fixed)
    record = Record("passed", None, None, [], [])
    error = None if isinstance(outcome.error, CutByBudget) else outcome.error
    clipper = Clipper()
    described = None if error is None else describe_exception(error, clipper)
    if error is not None and judge_error(error) == "unsupported":
        record.outcome, record.exception, record.needs = "unsupported", described, attempt(name_missing, error)
    candidates = fitting([describe_candidate(candidate, job.code) for candidate in outcome.candidates])
    record.repair = Repair(
        status=status_of(outcome),
        family=family_of(outcome, order.families),
        exception=described,
        culprit=describe_culprit(outcome.finding, job.code),
        candidates=candidates,
        cut=state.was_cut,
        spent_ms={check: round(seconds * 1e3, 2) for check, seconds in state.spent.items()},
    )
    return record


def syntax_error(text: str) -> BaseException | None:
    """What the compiler says of a text that is no program."""
    try:
        compile(text, "program.py", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return error
    return None


def family_of(outcome: Outcome, suspected: list[str]) -> str | None:
    """The family of what was found; of a program that shows nothing and raises nothing, what its words point to."""
    if outcome.finding is not None:
        return outcome.finding.family
    return suspected[0] if suspected and outcome.error is None else None


def status_of(outcome: Outcome) -> Literal["repaired", "suggested", "not_reproduced"]:
    """`repaired` where the first candidate is verified; `suggested` where a fault was found or something raised."""
    if outcome.candidates and outcome.candidates[0].verified:
        return "repaired"
    return "suggested" if outcome.finding is not None else "not_reproduced"


def fitting(candidates: list[Candidate]) -> list[Candidate]:
    """As many candidates as a record has room for."""
    kept: list[Candidate] = []
    room = MOST_TEXT_BYTES
    for candidate in candidates:
        room -= 2 * len(candidate.code.encode()) + len(candidate.diff.encode())
        if not kept or room > 0:
            kept.append(candidate)
    return kept


def describe_candidate(candidate: session.Candidate, text: str) -> Candidate:
    """A candidate as a message."""
    first = candidate.chain[0][0]
    shown = [reproduced(), *candidate.proof.evidence]
    return Candidate(
        fix="+".join(dict.fromkeys(proposal.fix for proposal, _ in candidate.chain)),
        title=first.title,
        why=first.why,
        code=candidate.text,
        edits=[
            Edit(edit.start.line, edit.start.character, edit.end.line, edit.end.character, edit.new_text)
            for edit in text_edits(text, candidate.text)
        ],
        diff=unified_diff(text, candidate.text),
        assumes=None if candidate.verified else candidate.assumes or candidate.unproven or assumed(candidate.proof),
        verified=candidate.verified,
        evidence=[Evidence(item.check, item.result, item.detail) for item in shown],
    )


def assumed(proof: evidence.Proof) -> Words:
    """What a candidate that is not verified takes for granted: that the check which failed does not matter."""
    failed = next((item.detail for item in proof.evidence if item.result == "failed"), NO_RULE)
    return {language: text.format(why=failed[language]) for language, text in ASSUMES_SO.items()}


def reproduced() -> evidence.Evidence:
    """The fault showed in this very program."""
    return evidence.Evidence(
        "reproduced", "passed", words("the fault shows in this very program", "故障在这个程序中重现")
    )
