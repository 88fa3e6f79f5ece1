import copy

import torch
from torch import nn
from torch.nn.functional import cross_entropy, mse_loss

torch.set_printoptions(precision=4)
model = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 1))
x, y = torch.randn(32, 3), torch.randn(32, 1)


def gradients(model, *losses):
    """All gradients in one vector, after a backward of each loss."""
    model.zero_grad()
    for loss in losses:
        loss().backward()
    return torch.cat([parameter.grad.flatten() for parameter in model.parameters()])


def batches(size):
    return [lambda a=a, b=b: mse_loss(model(a), b) for a, b in zip(x.split(size), y.split(size))]


full = gradients(model, *batches(32))
summed = gradients(model, *batches(8))
averaged = gradients(model, *[lambda loss=loss: loss() / 4 for loss in batches(8)])
norms = full.norm().item(), summed.norm().item(), averaged.norm().item()
print("norm of the gradient: full", norms[0], "summed", norms[1], "divided", norms[2])
assert torch.allclose(averaged, full, atol=1e-6)  # [^equal-batches]
assert torch.allclose(summed, 4 * full, atol=1e-5)  # [^not-divided]
assert torch.allclose(gradients(model, *batches(8)) / 4, full, atol=1e-6)  # [^divide-the-gradient]


# Adam: a constant factor falls out of the step, but for eps, clipping and L2 weight decay.
def after_a_step(factor, **options):
    trained = copy.deepcopy(model)
    optimizer = torch.optim.Adam(trained.parameters(), lr=0.01, **options)
    (factor * mse_loss(trained(x), y)).backward()
    optimizer.step()
    return torch.cat([parameter.detach().flatten() for parameter in trained.parameters()])


assert torch.allclose(after_a_step(1), after_a_step(4), atol=1e-6)  # [^adam]
assert not torch.allclose(after_a_step(1, weight_decay=0.1), after_a_step(4, weight_decay=0.1), atol=1e-4)  # [^adam-l2]

# Batches of different size: the mean of means is not the mean; sums divided by the count of all are.
sizes = [20, 8, 4]
pieces = list(zip(x.split(sizes), y.split(sizes)))
of_means = gradients(model, *[lambda a=a, b=b: mse_loss(model(a), b) / 3 for a, b in pieces])
of_sums = gradients(model, *[lambda a=a, b=b: mse_loss(model(a), b, reduction="sum") / 32 for a, b in pieces])
print("different sizes: mean of means off by", ((of_means - full).norm() / full.norm()).item())
assert torch.allclose(of_sums, full, atol=1e-6)  # [^sum-and-count]
assert (of_means - full).norm() > 0.01 * full.norm()  # [^mean-of-means]

# Tokens: ignored positions do not count, so sequences of one batch have different numbers of them.
tokens = nn.Linear(5, 7)
inputs, labels = torch.randn(4, 6, 5), torch.randint(7, (4, 6))
labels[0, 1:] = labels[1, 3:] = -100
together = gradients(tokens, lambda: cross_entropy(tokens(inputs).flatten(0, 1), labels.flatten()))
count = (labels != -100).sum()
by_count = gradients(
    tokens,
    *[lambda i=i: cross_entropy(tokens(inputs[i]), labels[i], reduction="sum") / count for i in range(4)],
)
by_four = gradients(tokens, *[lambda i=i: cross_entropy(tokens(inputs[i]), labels[i]) / 4 for i in range(4)])
assert torch.allclose(by_count, together, atol=1e-6)  # [^tokens]
assert (by_four - together).norm() > 0.05 * together.norm()

# The last group of an epoch: five batches in groups of two leave one behind.
model.zero_grad()
taken = 0
for step, (a, b) in enumerate(zip(x[:20].split(4), y[:20].split(4))):
    mse_loss(model(a), b).backward()
    if (step + 1) % 2 == 0:
        taken += 1
        model.zero_grad()
left = torch.cat([parameter.grad.flatten() for parameter in model.parameters()])
print("steps", taken, "left in .grad:", left.norm().item())
assert taken == 2 and left.norm() > 0  # [^left-over]

# Clipping each small gradient is not clipping their sum.
each = sum(g / max(1.0, g.norm().item() / 0.1) for g in (gradients(model, loss) / 4 for loss in batches(8)))
once = full / max(1.0, full.norm().item() / 0.1)
assert not torch.allclose(each, once, atol=1e-3)  # [^clip-once]
