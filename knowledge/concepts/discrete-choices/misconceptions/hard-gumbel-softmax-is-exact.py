import torch
from torch.nn.functional import gumbel_softmax

torch.manual_seed(0)
values = torch.tensor([1.0, 2.0, 4.0])
logits = torch.tensor([0.5, 0.0, -0.5], requires_grad=True)


def loss(choice):
    return (choice @ values - 2.2) ** 2


def rounded(tensor):
    return [round(value, 2) for value in tensor.tolist()]


choices = gumbel_softmax(logits.expand(100_000, 3), tau=1, hard=True)
expected = (logits.softmax(0) * loss(torch.eye(3))).sum()
print("losses of the choices: ", rounded(loss(torch.eye(3))))
print("mean loss of samples:  ", round(loss(choices).mean().item(), 2), " expected loss:", round(expected.item(), 2))
assert abs(loss(choices).mean() - expected) < 0.02  # the value is right

by_samples = torch.autograd.grad(loss(choices).mean(), logits)[0]
exact = torch.autograd.grad(expected, logits, retain_graph=True)[0]
print("gradient by samples:   ", rounded(by_samples))
print("exact gradient:        ", rounded(exact))
assert (by_samples - exact).abs().max() > 0.2

# What each objective ends in, when it is minimised: the choice that is then made, and its loss.
objectives = {
    "each choice": lambda logits: (logits.softmax(0) * loss(torch.eye(3))).sum(),
    "Gumbel, hard": lambda logits: loss(gumbel_softmax(logits.expand(500, 3), tau=1, hard=True)).mean(),
    "Gumbel, soft": lambda logits: loss(gumbel_softmax(logits.expand(500, 3), tau=1)).mean(),
    "mixture": lambda logits: loss(logits.softmax(0)),
}
outcomes = {}
for name, objective in objectives.items():
    trained = logits.detach().clone().requires_grad_()
    optimizer = torch.optim.Adam([trained], lr=0.05)
    for _ in range(400):
        optimizer.zero_grad()
        objective(trained).backward()
        optimizer.step()
    outcomes[name] = (trained.softmax(0) * loss(torch.eye(3))).sum().item()
    print(f"trained by {name:12} p", rounded(trained.softmax(0)), " expected loss", round(outcomes[name], 2))
assert outcomes["each choice"] < 0.05 < outcomes["Gumbel, hard"] < 0.3
assert outcomes["mixture"] > 0.5
