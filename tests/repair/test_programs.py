"""Broken programs of each family: what is found, what is repaired, and which corrections the gate refuses."""

import pytest

from service.verifier.inside.repairs.comparing import Tolerance, first_difference
from service.verifier.inside.repairs.proving import record
from tests.repair.broken_programs import edited, programs

SECONDS = 10.0
PROGRAMS = {program.name: program for program in programs()}
HOSTILE = {f"{name}-{i}": (name, edits) for name, p in PROGRAMS.items() for i, edits in enumerate(p.hostile)}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_is_repaired_as_by_hand(repair, name):
    program = PROGRAMS[name]
    answer = repair(program.code, **program.told)
    assert answer["diagnosis"]["id"] == program.family
    assert program.status in (answer["status"], "any")
    by_hand = record(edited(program.code, program.right), (), SECONDS)
    repaired = record(answer["candidates"][0]["code"], (), SECONDS)
    assert by_hand.run.error is None
    assert repaired.run.error is None
    assert first_difference(by_hand.recording, repaired.recording, Tolerance(cleared_gradients=True)) is None


@pytest.mark.parametrize("name", HOSTILE)
def test_a_wrong_correction_is_never_verified(repair, name):
    program, edits = PROGRAMS[HOSTILE[name][0]], HOSTILE[name][1]
    answer = repair(program.code, fixed=edited(program.code, edits), **program.told)
    assert [candidate["verified"] for candidate in answer["candidates"]] in ([], [False])
    assert answer["status"] != "repaired"


@pytest.mark.parametrize("name", [name for name, program in PROGRAMS.items() if program.status == "repaired"])
def test_a_correction_made_by_hand_is_verified(repair, name):
    program = PROGRAMS[name]
    answer = repair(program.code, fixed=edited(program.code, program.right), **program.told)
    assert answer["status"] == "repaired", answer["candidates"][0]["evidence"][-1]
