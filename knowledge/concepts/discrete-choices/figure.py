import json

import torch
from torch.distributions import Categorical
from torch.nn.functional import gumbel_softmax, one_hot

torch.manual_seed(0)
values = torch.tensor([1.0, 2.0, 4.0], dtype=torch.float64)
logits = torch.tensor([0.5, 0.0, -0.5], dtype=torch.float64)
choices = torch.eye(3, dtype=torch.float64)


def f(z):
    return (z @ values - 2.2) ** 2


def score_function(rows, baseline=0.0):
    z = Categorical(logits=rows).sample()
    return (f(choices[z]) - baseline).detach() * Categorical(logits=rows).log_prob(z)


def straight_through(rows):
    soft = rows.softmax(1)
    return f(soft + (one_hot(soft.argmax(1), 3) - soft).detach())


methods = {
    "(p * f(choices)).sum()": lambda rows: (rows.softmax(1) * f(choices)).sum(1),
    "f(z).detach() * log_prob(z)": score_function,
    "(f(z) - baseline).detach() * log_prob(z)": lambda rows: score_function(rows, logits.softmax(0) @ f(choices)),
    "f(gumbel_softmax(logits, tau=1))": lambda rows: f(gumbel_softmax(rows, 1.0)),
    "f(gumbel_softmax(logits, tau=0.1))": lambda rows: f(gumbel_softmax(rows, 0.1)),
    "f(gumbel_softmax(logits, tau=1, hard=True))": lambda rows: f(gumbel_softmax(rows, 1.0, hard=True)),
    "f(p + (one_hot(argmax) - p).detach())": straight_through,
    "f(p)": lambda rows: f(rows.softmax(1)),
    "f(one_hot(argmax))": lambda rows: f(one_hot(rows.argmax(1), 3).double()),
}
table = []
for name, method in methods.items():
    rows = logits.expand(100_000, 3).clone().requires_grad_()
    loss = method(rows).sum()
    if not loss.requires_grad:
        table.append([name, "None", ""])
        continue
    (gradients,) = torch.autograd.grad(loss, rows)
    mean = ", ".join(f"{value:+.2f}" for value in gradients.mean(0).tolist())
    table.append([name, mean, f"{gradients.var(0).sum().sqrt().item():.2f}"])
print(json.dumps({"table": {"columns": ["", "logits.grad", "std"], "rows": table}}))
