import torch
from torch.nn.functional import gumbel_softmax

torch.manual_seed(0)
values = torch.tensor([1.0, 2.0, 4.0])
logits = torch.tensor([0.5, 0.0, -0.5], requires_grad=True)


def loss(choice):
    return (choice @ values - 2.2) ** 2


exact = torch.autograd.grad((logits.softmax(0) * loss(torch.eye(3))).sum(), logits)[0]
results = []
print(" tau   off on average   scatter   samples without a gradient")
for tau in (1.0, 0.5, 0.1, 0.01):
    rows = logits.detach().expand(200_000, 3).clone().requires_grad_()
    (gradients,) = torch.autograd.grad(loss(gumbel_softmax(rows, tau)).sum(), rows)
    off = (gradients.mean(0) - exact).abs().max().item()
    scatter = gradients.var(0).sum().sqrt().item()
    nothing = (gradients.abs().max(1).values < 1e-3).float().mean().item()
    results.append((off, scatter, nothing))
    print(f"{tau:5} {off:10.2f} {scatter:14.2f} {nothing:14.0%}")

assert results[0][0] > 0.2 > 0.1 > results[2][0]  # off: less and less
assert results[0][1] < results[1][1] < results[2][1] < results[3][1]  # scatter: more and more
assert results[0][2] < 0.1 and results[3][2] > 0.8
