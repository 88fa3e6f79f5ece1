import json

import torch

x, y = torch.tensor([1.0, 2.0, 3.0, 4.0]), torch.tensor([3.0, 5.0, 7.0, 9.0])
STEPS = 5


def gradients_used(calls):
    """The gradient that each step() found, and the weight after the last one."""
    weight = torch.tensor(0.0, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=0.05)
    used = []

    def step():
        used.append(None if weight.grad is None else round(weight.grad.item(), 2))
        optimizer.step()

    actions = {
        "zero_grad()": optimizer.zero_grad,
        "backward()": lambda: ((weight * x - y) ** 2).mean().backward(),
        "step()": step,
    }
    for _ in range(STEPS):
        for call in calls:
            actions[call]()
    return [*used, round(weight.item(), 2)]


orders = [
    ("zero_grad()", "backward()", "step()"),
    ("backward()", "step()", "zero_grad()"),
    ("backward()", "step()"),
    ("backward()", "zero_grad()", "step()"),
]
rows = [[", ".join(calls), *map(str, gradients_used(calls))] for calls in orders]
columns = ["", *(f"w.grad {number}" for number in range(1, STEPS + 1)), "w"]
print(json.dumps({"table": {"columns": columns, "rows": rows}}))
