"""How long repairs take, and what they find: every program of `tests/repair`, written in several ways.

    python -m benchmarks.repair [--mutations 300]

Prints the time of whole repairs in a parked child with the share of each check, then how many are repaired, verified,
and verified wrongly, which must be 0: each candidate is compared with the correction made by hand.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter

import torch

from service.verifier.contract import Job, Repair, RepairOrder
from service.verifier.inside.repairs.comparing import Tolerance, first_difference
from service.verifier.inside.repairs.proving import record
from service.verifier.inside.repairs.records import Recording
from service.verifier.supervisor import Supervisor
from tests.repair.broken_programs import Program, edited, programs
from tests.repair.mutations import mutate

SECONDS = 10.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mutations", type=int, default=0)
    options = parser.parse_args()
    torch.set_num_threads(1)
    with Supervisor() as supervisor:
        supervisor.wait_ready(120)
        measure_time(supervisor)
        if options.mutations:
            measure_mutations(supervisor, options.mutations)


def repair(supervisor: Supervisor, code: str, families: list[str]) -> tuple[Repair, float, float]:
    """Repair a program that a symptom says to be of some families; its seconds, and those of a processor."""
    began = time.perf_counter()
    verdict = supervisor.run(Job(code, foreign=True, repair=RepairOrder(families=families)))
    assert verdict.repair is not None, verdict
    return verdict.repair, time.perf_counter() - began, (verdict.cpu_ms or 0.0) / 1e3


def families_of(program: Program) -> list[str]:
    """What the words of its symptom point to."""
    return [program.family] if program.symptom else []


def measure_time(supervisor: Supervisor) -> None:
    """Whole repairs, and the share of each check."""
    taken: list[float] = []
    used: list[float] = []
    spent: Counter[str] = Counter()
    for program in programs():
        found, seconds, cpu_seconds = repair(supervisor, program.code, families_of(program))
        taken.append(seconds)
        used.append(cpu_seconds)
        spent.update({check: round(ms) for check, ms in found.spent_ms.items()})
    total = sum(spent.values())
    for what, seconds_of in (("repairs", taken), ("of a processor", used)):
        nine_tenths = sorted(seconds_of)[int(0.9 * len(seconds_of))]
        print(f"{len(taken)} {what}: median {statistics.median(seconds_of):.2f} s, 90 % {nine_tenths:.2f} s")
    print("  ".join(f"{check} {ms / total:.0%}" for check, ms in spent.most_common()))


def measure_mutations(supervisor: Supervisor, wanted: int) -> None:
    """Programs written otherwise: how many are repaired as by hand."""
    counts: Counter[str] = Counter()
    seed = 0
    while counts["run"] < wanted:
        seed += 1
        for program in programs():
            if counts["run"] < wanted:
                counts.update(judge(supervisor, program, seed))
    print("  ".join(f"{name} {counts[name]}" for name in ("run", "repaired", "verified", "verified wrongly", "broken")))


def judge(supervisor: Supervisor, program: Program, seed: int) -> Counter[str]:
    """What came of one mutation; one that has broken the program itself is not counted."""
    right = record(mutate(edited(program.code, program.right), seed), (), SECONDS)
    if right.run.error is not None:
        return Counter({"broken": 1})
    found, _, _ = repair(supervisor, mutate(program.code, seed), families_of(program))
    candidate = found.candidates[0] if found.candidates else None
    is_right = candidate is not None and agrees(right.recording, candidate.code)
    verified = found.status == "repaired"
    return Counter(
        {"run": 1, "repaired": is_right, "verified": verified, "verified wrongly": verified and not is_right}
    )


def agrees(right: Recording, code: str) -> bool:
    """Whether a candidate does what the correction made by hand does."""
    found = record(code, (), SECONDS)
    tolerance = Tolerance(cleared_gradients=True)
    return found.run.error is None and first_difference(right, found.recording, tolerance) is None


if __name__ == "__main__":
    main()
