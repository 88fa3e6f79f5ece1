"""The gate: what a candidate must show to be called verified. It stops at the first check that fails."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.repair.proposals import Words, words
from service.verifier.inside.repairs.claims import Claim, changed_lines, loop_names
from service.verifier.inside.repairs.comparing import Tolerance, first_difference
from service.verifier.inside.repairs.differences import Differences, ignores
from service.verifier.inside.repairs.driven_differences import DrivenDifferences
from service.verifier.inside.repairs.evidence import Evidence, Proof
from service.verifier.inside.repairs.executing import Execution, execute
from service.verifier.inside.repairs.flows import check_flows
from service.verifier.inside.repairs.records import Recording, recorded, summarise
from service.verifier.inside.repairs.rules import make_rule
from service.verifier.inside.repairs.rules.base import RULES, Rule

SEED_STEP = 1000
SEEDS_OF_LONG_RUNS = 2
LONG_RUN_BACKWARDS = 30


@dataclass
class Recorded:
    """A run with its record."""

    run: Execution
    recording: Recording
    rules: list[Rule]


def record(
    text: str,
    rules: Sequence[tuple[str, dict[str, Any]]],
    seconds: float,
    shift: int = 0,
    candidate: Recording | None = None,
) -> Recorded:
    """Run a program under rules and record it; some rules follow the record of a candidate."""
    recording = Recording()
    applied = [make_rule(name, dict(facts)) for name, facts in rules]
    if candidate is not None:
        for rule in applied:
            rule.follow(candidate)

    def finish(names: dict[str, Any]) -> None:
        recording.names = summarise(names)

    run = execute(
        text,
        [*(r for r in applied if r.is_engine), recorded(recording), *(r for r in applied if not r.is_engine)],
        seconds=seconds,
        shift=shift,
        transforms=[rule.transform for rule in applied],
        finish=finish,
    )
    recording.stdout = run.stdout
    return Recorded(run, recording, applied)


class Gate:
    """Runs the checks of one claim after another; a reference is recorded once."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        """`seconds()` tells how long one execution may still take."""
        self._seconds = seconds
        self._references: dict[tuple[Any, ...], Recorded] = {}

    def prove(self, claim: Claim) -> Proof:
        """The evidence for a claim, up to the first check that fails."""
        proof = Proof()
        checks = (self._runs, self._reference, self._driven, self._second_seed, self._flows, self._differences)
        for check in checks:
            began = time.perf_counter()
            try:
                proof.evidence.extend(check(claim))
            except Exception as error:  # what cannot be compared is not proven
                proof.evidence.append(stumbled(error))
            name = proof.evidence[-1].check
            proof.spent[name] = proof.spent.get(name, 0.0) + time.perf_counter() - began
            if proof.evidence[-1].result == "failed":
                break
        return proof

    def look_at(self, candidate: str, original: str) -> Proof:
        """The evidence for a candidate that no rule can prove: it runs, and gradients flow."""
        claim = Claim(original, candidate, (), Tolerance())
        proof = Proof(list(self._runs(claim)))
        if proof.failed is None:
            proof.evidence.append(
                Evidence("reference", "not_applicable", words("no rule says what is meant", "没有规则能确定意图"))
            )
            proof.evidence.extend(self._flows(claim))
        return proof

    def _runs(self, claim: Claim) -> Iterator[Evidence]:
        self._candidate = record(claim.candidate, (), self._seconds())
        error = self._candidate.run.error
        if self._candidate.run.was_cut:
            yield cut("runs")
        elif error is not None:
            yield Evidence(
                "runs",
                "failed",
                words(f"the edited program raises {type(error).__name__}", f"修改后的程序抛出 {type(error).__name__}"),
            )
        else:
            count = len(self._candidate.recording.backwards)
            yield Evidence(
                "runs",
                "passed",
                words(f"to its end, with {count} backward calls", f"运行到结束，共 {count} 次反向传播"),
            )

    def _reference(self, claim: Claim) -> Iterator[Evidence]:
        yield self._compare("reference", claim, self._candidate, 0)

    def _second_seed(self, claim: Claim) -> Iterator[Evidence]:
        """Other seeds, as many as the rules ask for: what only some draws show is seen by more."""
        wanted = max(RULES[name].seeds for name, _ in claim.rules)
        if len(self._candidate.recording.backwards) > LONG_RUN_BACKWARDS:
            wanted = SEEDS_OF_LONG_RUNS
        for number in range(1, wanted + 1):
            candidate = record(claim.candidate, (), self._seconds(), number * SEED_STEP)
            item = self._compare("second_seed", claim, candidate, number * SEED_STEP)
            if item.result == "failed":
                yield item
                return
        yield self._agreed(wanted)

    def _agreed(self, seeds: int) -> Evidence:
        detail = words(
            f"agrees with the reference under {seeds} other seeds", f"在另外 {seeds} 个随机种子下与参考执行一致"
        )
        return Evidence("second_seed", "passed", detail)

    def _compare(self, check: str, claim: Claim, candidate: Recorded, shift: int) -> Evidence:
        reference = self._record_reference(claim, candidate, shift)
        if reference.run.was_cut or candidate.run.was_cut:
            return cut(check)
        for error, who in (
            (reference.run.error, words("the reference", "参考程序")),
            (candidate.run.error, words("the candidate", "候选程序")),
        ):
            if error is not None:
                name = type(error).__name__
                return Evidence(check, "failed", words(f"{who['en']} raises {name}", f"{who['zh']}抛出 {name}"))
        refusals = [why for rule in reference.rules for why in rule.refusals]
        if refusals:
            return Evidence(
                check, "failed", words(f"precondition not met: {refusals[0]}", f"前提不满足：{refusals[0]}")
            )
        if not all(rule.uses for rule in reference.rules):
            return Evidence(check, "failed", words("the rule never applied", "规则没有用上"))
        loops = loop_names(claim.candidate, changed_lines(claim.original, claim.candidate))
        tolerance = replace(claim.tolerance, open_names=claim.tolerance.open_names | loops)
        why = first_difference(reference.recording, candidate.recording, tolerance)
        if why is not None:
            return Evidence(check, "failed", words(f"differs from the reference: {why}", f"与参考执行不同：{why}"))
        return Evidence(check, "passed", agreement(reference.rules, candidate.recording))

    def _record_reference(self, claim: Claim, candidate: Recorded, shift: int) -> Recorded:
        key = (claim.original, repr(claim.rules), shift, claim.candidate if claim.tolerance.driven else None)
        if key not in self._references:
            self._references[key] = record(claim.original, claim.rules, self._seconds(), shift, candidate.recording)
        return self._references[key]

    def _flows(self, claim: Claim) -> Iterator[Evidence]:
        yield check_flows(self._candidate.recording, lambda held: ignores(claim.candidate, held, self._seconds))

    def _differences(self, claim: Claim) -> Iterator[Evidence]:
        changed = changed_lines(claim.original, claim.candidate)
        result, detail = Differences(claim.candidate, changed, self._seconds).check()
        yield Evidence("finite_differences", result, detail)

    def _driven(self, claim: Claim) -> Iterator[Evidence]:
        if claim.tolerance.driven:
            result, detail = DrivenDifferences(claim.original, claim.candidate, self._seconds).check()
            yield Evidence("original_differences", "passed" if result == "passed" else "failed", detail)


def stumbled(error: Exception) -> Evidence:
    """A check could not be made: nothing is proven."""
    name = type(error).__name__
    return Evidence("comparison", "failed", words(f"the runs cannot be compared: {name}", f"两次运行无法比较：{name}"))


def cut(check: str) -> Evidence:
    """The budget ended a run: nothing is proven."""
    return Evidence(check, "failed", words("cut by budget", "因时间预算被中断"))


def agreement(rules: list[Rule], recording: Recording) -> Words:
    """What the reference was, and in what it agrees."""
    said = " ".join((kind.__doc__ or "").strip() for kind in {type(rule): None for rule in rules})
    backwards, steps = len(recording.backwards), len(recording.steps)
    return words(
        f"agrees with the unedited program, run so: {said} "
        f"Compared: {backwards} backward calls, {steps} optimizer steps, the output, the final values",
        f"与未修改的程序在如下规则下的运行一致：{said} "
        f"比较了 {backwards} 次反向传播、{steps} 次优化器更新、输出和最终数值",
    )
