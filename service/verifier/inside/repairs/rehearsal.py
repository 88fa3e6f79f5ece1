"""Repairs of programs of no interest, run in the zygote so that no child pays for what is slow the first time."""

from __future__ import annotations

from service.verifier.contract import Job, RepairOrder
from service.verifier.inside.repairs.job import run_repair

HEAD = """import torch
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.Tanh(), torch.nn.Dropout(0.1), torch.nn.Linear(4, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
for _ in range(2):
    hidden = torch.sigmoid(model(torch.randn(3, 4)))
"""
STEP = """    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""
IN_PLACE = "    hidden.mul_(2)\n    loss = hidden.pow(2).mean()\n"
NOT_REDUCED = "    loss = hidden.pow(2)\n"
NOT_CLEARED = "    hidden.mean().backward()\n    optimizer.step()\n"
TRANSFORMED = "import torch\nprint(torch.func.grad(lambda x: x * 2)(torch.ones(1)))\n"


def rehearse_repairs() -> None:
    """Repair a program that writes in place, one that does not reduce, one that does not clear, and a transform."""
    for code in (HEAD + IN_PLACE + STEP, HEAD + NOT_REDUCED + STEP, HEAD + NOT_CLEARED, TRANSFORMED):
        run_repair(Job(code, repair=RepairOrder()))
