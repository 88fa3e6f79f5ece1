"""Asks torchtest2 or torch-audit about a program, as their documentation says; run in the tools' own environment."""

from __future__ import annotations

import runpy
import sys
from typing import Any

# What torchtest2's gallery tells it of such a program beside the model
TOLD = {"gallery_06_unfrozen_backbone.py": {"frozen": ["0"]}, "gallery_12_wrong_backward.py": {"gradcheck": True}}


def ask_torchtest2(path: str, program: dict[str, Any]) -> None:
    """Its checks of the model on the program's batch, with its loss and its optimizer."""
    import torchtest2

    known = {name: program[name] for name in ("loss_fn", "optimizer")}
    batch = program["inputs"], program["targets"]
    print(torchtest2.check_model(program["model"], *batch, **known, **TOLD.get(path, {})))


def ask_torch_audit(path: str, program: dict[str, Any]) -> None:
    """Its findings in the program's own loop, with every step looked at; what it says at each step again, once."""
    from torch_audit import autopatch

    auditor = autopatch(program["model"], optimizer=program["optimizer"], every_n_steps=1, reporters=[])
    try:
        program["train"]()
    except RuntimeError as error:
        print(f"{path}: {error}")
    result = auditor.finish()
    findings = {(one.severity.value, one.rule_id, one.message) for one in result.findings}
    for severity, rule, message in sorted(findings):
        print(f"{severity} {rule} {result.rules[rule].title}: {message} {result.rules[rule].remediation}")


if __name__ == "__main__":
    tool, path = sys.argv[1:]
    {"torchtest2": ask_torchtest2, "torch-audit": ask_torch_audit}[tool](path, runpy.run_path(path))
