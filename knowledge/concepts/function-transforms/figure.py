import json

import torch
from torch.func import grad, vmap
from torch.nn.functional import dropout

batch = torch.tensor([[0.5, -1.0, 2.0, 1.5], [-0.3, 0.7, 1.1, -2.0], [1.2, 0.4, -0.6, 0.9]])
outside = torch.zeros(4)


def call_backward(x):
    x.square().sum().backward()
    return x.sum()


def call_autograd_grad(x):
    return torch.autograd.grad(x.pow(3).sum(), x, create_graph=True)[0].sum()


def use_no_grad(x):
    with torch.no_grad():
        length = x.norm()
    return (x / length).sum()


def branch(x):
    return x.sum() if x[0] > 0 else -x.sum()


def write_into_result(x):
    y = 2 * x
    y[0] = 0
    return y.sum()


def write_into_new(x):
    y = torch.zeros(4)
    y[0] = x[0]
    return y.sum()


def write_outside(x):
    outside[0] = 1
    return (x * outside).sum()


lines = [
    ("x.square().sum().backward()", call_backward),
    ("x.requires_grad_()", lambda x: x.requires_grad_().square().sum()),
    ("autograd.grad(…, x, create_graph=True)", call_autograd_grad),
    ("with torch.no_grad(): …", use_no_grad),
    ("x.detach()", lambda x: (x * x.detach()).sum()),
    ("x[0].item()", lambda x: x.sum() * x[0].item()),
    ("if x[0] > 0:", branch),
    ("x[x > 0]", lambda x: x[x > 0].sum()),
    ("torch.where(x > 0, x, 0)", lambda x: torch.where(x > 0, x, 0.0).sum()),
    ("dropout(x)", lambda x: dropout(x).sum()),
    ("x.mul_(2)", lambda x: x.mul_(2).sum()),
    ("y = 2 * x; y[0] = 0", write_into_result),
    ("y = torch.zeros(4); y[0] = x[0]", write_into_new),
    ("outside[0] = 1", write_outside),
]


def by_hand(function, sample):
    leaf = sample.clone().requires_grad_()
    torch.manual_seed(0)
    return torch.autograd.grad(function(leaf), leaf)[0]


def mark(transformed, expected):
    """Whether it runs; what runs must give what ordinary autograd gives for each sample."""
    torch.manual_seed(0)
    try:
        found = transformed()
    except RuntimeError:
        return "no"
    assert torch.allclose(found, expected(), atol=1e-6)
    return "yes"


rows = []
for name, f in lines:
    rows.append(
        [
            name,
            mark(lambda: grad(f)(batch[0].clone()), lambda: by_hand(f, batch[0])),
            mark(lambda: vmap(f)(batch.clone()), lambda: torch.stack([f(x.clone()) for x in batch])),
            mark(lambda: vmap(grad(f))(batch.clone()), lambda: torch.stack([by_hand(f, x) for x in batch])),
        ]
    )
print(json.dumps({"table": {"columns": ["f", "grad(f)", "vmap(f)", "vmap(grad(f))"], "rows": rows}}))
