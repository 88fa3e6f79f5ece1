import json

import torch

base, values = torch.tensor([1.0, 2.0, 3.0, 4.0]), torch.tensor([10.0, 20.0])
once, twice = torch.tensor([0, 2]), torch.tensor([0, 0])


def assign(x, v, i, add=False):
    out = x.clone()
    out[i] = out[i] + v if add else v
    return out


expressions = [
    ("x[[0, 0]]", lambda x, v: x[twice]),
    ("x[1:3]", lambda x, v: x[1:3]),
    ("x[x > 2.5]", lambda x, v: x[x > 2.5]),
    ("x[[0, 2]] = v", lambda x, v: assign(x, v, once)),
    ("x.index_add(0, [0, 0], v)", lambda x, v: x.index_add(0, twice, v)),
    ("x.scatter_reduce(0, [0, 0], v, 'mean')", lambda x, v: x.scatter_reduce(0, twice, v, "mean")),
    ("x[[0, 0]] = v", lambda x, v: assign(x, v, twice)),
    ("x.scatter(0, [0, 0], v)", lambda x, v: x.scatter(0, twice, v)),
    ("x[[0, 0]] += v", lambda x, v: assign(x, v, twice, add=True)),
]


def differences(function, inputs, position):
    """Finite differences of the sum with respect to one of the inputs."""
    found = []
    for move in 0.25 * torch.eye(len(inputs[position])):
        up, down = list(inputs), list(inputs)
        up[position], down[position] = inputs[position] + move, inputs[position] - move
        found.append((function(*up) - function(*down)).sum().item() / 0.5)
    return torch.tensor(found)


def short(tensor):
    return "[" + ", ".join(f"{value:.3g}" for value in tensor.tolist()) + "]"


rows = []
for name, function in expressions:
    x, v = base.clone().requires_grad_(), values.clone().requires_grad_()
    y = function(x, v)
    gradients = torch.autograd.grad(y.sum(), (x, v), allow_unused=True)
    numeric = [differences(function, (base, values), position) for position in range(2)]
    agree = all(a is None or torch.allclose(a, b, atol=1e-4) for a, b in zip(gradients, numeric, strict=True))
    x_grad, v_grad = (short(gradient) if gradient is not None else "" for gradient in gradients)
    rows.append([name, short(y.detach()), x_grad, v_grad, "yes" if agree else "no"])
columns = ["x = [1, 2, 3, 4], v = [10, 20]", "y", "x.grad", "v.grad", "= finite differences"]
print(json.dumps({"table": {"columns": columns, "rows": rows}}))
