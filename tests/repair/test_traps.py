"""A trap for each rule: the obvious repair misses what the program means, or may miss it, and is never verified."""

import pytest

from service.verifier.inside.repairs.rules.base import RULES
from tests.repair.broken_programs import edited, traps

TRAPS = {trap.name: trap for trap in traps()}


@pytest.mark.parametrize("name", TRAPS)
def test_the_obvious_repair_is_not_verified(repair, name):
    trap = TRAPS[name]
    obvious = edited(trap.code, trap.obvious)
    assert repair(trap.code, fixed=obvious)["status"] != "repaired"
    found = repair(trap.code)["candidates"]
    assert not any(candidate["verified"] for candidate in found if candidate["code"] == obvious)


def test_every_rule_has_a_trap():
    assert {trap.rule for trap in TRAPS.values()} == {*RULES}
