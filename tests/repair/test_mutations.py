"""Repairs do not hang on how a program is written; of 300 such programs (`benchmarks/repair.py`) some are run here."""

import pytest

from service.verifier.inside.repairs.comparing import Tolerance, first_difference
from service.verifier.inside.repairs.proving import record
from tests.repair.broken_programs import edited, programs
from tests.repair.mutations import mutate

SECONDS = 10.0
SEEDS = range(1, 8)
CHOSEN = [(program, 1 + number % len(SEEDS)) for number, program in enumerate(programs()) if number % 4 == 0]


@pytest.mark.parametrize(("program", "seed"), CHOSEN, ids=[f"{program.name}-{seed}" for program, seed in CHOSEN])
def test_a_program_written_otherwise_is_repaired_alike(repair, program, seed):
    right = record(mutate(edited(program.code, program.right), seed), (), SECONDS)
    assert right.run.error is None, "the mutation itself has broken the program"
    answer = repair(mutate(program.code, seed), **program.told)
    assert answer["diagnosis"]["id"] == program.family
    repaired = record(answer["candidates"][0]["code"], (), SECONDS)
    assert first_difference(right.recording, repaired.recording, Tolerance(cleared_gradients=True)) is None
    assert program.status in (answer["status"], "any")
