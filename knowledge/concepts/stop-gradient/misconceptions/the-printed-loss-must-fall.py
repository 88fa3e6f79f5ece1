import torch

# One state that leads to itself, reward 0, and one that leads to it: v(first) = w, v(second) = 2 * w.
w = torch.tensor(1.0, requires_grad=True)
losses = []
for step in range(30):
    loss = (0.99 * (2 * w).detach() - w) ** 2
    (gradient,) = torch.autograd.grad(loss, w)
    losses.append(loss.item())
    with torch.no_grad():
        w -= 0.1 * gradient
print("target stopped:     loss", losses[0], "->", losses[-1])
assert losses[-1] > 10 * losses[0]

w = torch.tensor(1.0, requires_grad=True)
for step in range(30):
    loss = (0.99 * (2 * w) - w) ** 2
    (gradient,) = torch.autograd.grad(loss, w)
    with torch.no_grad():
        w -= 0.1 * gradient
print("target not stopped: loss", losses[0], "->", loss.item())
assert loss.item() < losses[0] / 10
