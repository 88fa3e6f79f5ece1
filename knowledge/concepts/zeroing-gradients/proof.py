import torch

x, y = torch.tensor([1.0, 2.0, 3.0, 4.0]), torch.tensor([3.0, 5.0, 7.0, 9.0])
weight = torch.tensor(0.0, requires_grad=True)
optimizer = torch.optim.SGD([weight], lr=0.01)


def loss_of(rows):
    return ((weight * x[rows] - y[rows]) ** 2).mean()


everything = slice(0, 4)
exact = (2 * (weight.detach() * x - y) * x).mean()

# backward() adds to .grad; zero_grad() empties it.
for count in (1, 2, 3):
    loss_of(everything).backward()
    print(f"after backward() number {count}: {weight.grad.item()}")
    assert torch.allclose(weight.grad, count * exact)
optimizer.zero_grad()
print("after zero_grad():", weight.grad)
assert weight.grad is None
optimizer.zero_grad(set_to_none=False)  # nothing to do where there is no gradient
assert weight.grad is None
try:
    weight.grad.zero_()
except AttributeError as error:
    print("weight.grad.zero_():", error)
else:
    raise AssertionError("there was a gradient")
loss_of(everything).backward()
gradient = weight.grad
optimizer.zero_grad(set_to_none=False)  # zeros are written into the tensor that is there
assert weight.grad is gradient and gradient.item() == 0.0
optimizer.zero_grad()

# Adding is wanted: the parts of a batch, each divided by their number, give the gradient of the whole.
for rows in (slice(0, 2), slice(2, 4)):
    (loss_of(rows) / 2).backward()
print("two halves added:", weight.grad.item(), " whole batch:", exact.item())
assert torch.allclose(weight.grad, exact)
optimizer.zero_grad()

# Several losses: two backward() calls or one on the sum, the same gradient.
loss_of(everything).backward()
weight.abs().backward()
separately = weight.grad.clone()
optimizer.zero_grad()
(loss_of(everything) + weight.abs()).backward()
assert torch.equal(weight.grad, separately)
optimizer.zero_grad()


best = ((x * y).sum() / (x * x).sum()).item()


def train(order, steps=100):
    """The weight at the end, and how far it was from the best one at most during the last half."""
    with torch.no_grad():
        weight.zero_()
    weight.grad = None
    actions = {"z": optimizer.zero_grad, "s": optimizer.step, "b": lambda: loss_of(everything).backward()}
    path = []
    for _ in range(steps):
        for action in order:
            actions[action]()
        path.append(weight.item())
    return path[-1], max(abs(value - best) for value in path[steps // 2 :])


# Before backward() or after step() is the same; between them, or nowhere, is not.
results = {order: train(order) for order in ("zbs", "bsz", "bs", "bzs")}
print(f"the best weight: {best:.4f}")
for order, text in [
    ("zbs", "zero_grad, backward, step"),
    ("bsz", "backward, step, zero_grad"),
    ("bs", "backward, step"),
    ("bzs", "backward, zero_grad, step"),
]:
    last, farthest = results[order]
    print(f"{text:26} weight {last:.4f}  farthest in the last half {farthest:.4f}")
assert results["zbs"] == results["bsz"]
assert results["zbs"][1] < 0.01
assert results["bs"][1] > 1
assert results["bzs"][0] == 0.0

# optimizer.zero_grad() empties what the optimizer holds, module.zero_grad() what the module holds.
model = torch.nn.Sequential(torch.nn.Linear(1, 2), torch.nn.Linear(2, 1))
head_optimizer = torch.optim.SGD(model[1].parameters(), lr=0.1)
model(x[:, None]).sum().backward()
head_optimizer.zero_grad()
assert model[1].weight.grad is None and model[0].weight.grad is not None
model.zero_grad()
assert model[0].weight.grad is None

# zero_grad() empties gradients: the momentum and the weight stay.
weight.grad = None
momentum_optimizer = torch.optim.SGD([weight], lr=0.01, momentum=0.9)
loss_of(everything).backward()
momentum_optimizer.step()
kept = momentum_optimizer.state[weight]["momentum_buffer"].clone(), weight.detach().clone()
momentum_optimizer.zero_grad()
assert weight.grad is None and kept[0] != 0
assert torch.equal(momentum_optimizer.state[weight]["momentum_buffer"], kept[0])
assert torch.equal(weight, kept[1])

# torch.autograd.grad returns the gradient and adds to nothing.
weight.grad = None
(gradient,) = torch.autograd.grad(loss_of(everything), weight)
assert gradient is not None and weight.grad is None
