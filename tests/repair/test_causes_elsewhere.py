"""For the families of which answers say so, a trace names another line than the one that raised."""

import traceback

import pytest

from service.verifier.inside.repairs.observing import observe
from tests.repair.broken_programs import programs
from whygrad.tracing.families import CAUSE_ELSEWHERE

SECONDS = 10.0
FILE = "program.py"


def cause_and_error(code):
    seen = observe(code, SECONDS)
    if seen.run.error is None or not seen.findings:
        return None
    raised = [frame.lineno for frame in traceback.extract_tb(seen.run.error.__traceback__) if frame.filename == FILE]
    return seen.findings[0].line, raised[-1]


@pytest.mark.parametrize("family", sorted(CAUSE_ELSEWHERE))
def test_a_trace_names_another_line_than_the_one_that_raised(family):
    places = [cause_and_error(program.code) for program in programs() if program.family == family]
    assert any(place is not None and None not in place and place[0] != place[1] for place in places)


@pytest.mark.parametrize("program", [p for p in programs() if p.family not in CAUSE_ELSEWHERE], ids=lambda p: p.name)
def test_elsewhere_the_line_that_raised_is_the_one(program):
    place = cause_and_error(program.code)
    assert place is None or place[0] in (None, place[1])
