import torch

weight = torch.tensor([1.0, 2.0], requires_grad=True)
samples = torch.tensor([[1.0, 0.0], [0.0, 1.0], [2.0, 2.0]])
targets = torch.tensor([0.0, 0.0, 5.0])


def losses():
    return (samples @ weight - targets) ** 2


def gradient(backward):
    weight.grad = None
    backward()
    return weight.grad


# Three losses, three gradients: the rows of the Jacobian of losses().
rows = 2 * (samples @ weight - targets).detach()[:, None] * samples
print("one row per loss ", rows.tolist())

# .grad has room for one row. Which mixture of the three goes into it is not for backward() to guess.
try:
    losses().backward()
except RuntimeError as error:
    print("losses.backward()", "raises:", error)
else:
    raise AssertionError("backward() took a vector without a word")

total = gradient(lambda: losses().sum().backward())
average = gradient(lambda: losses().mean().backward())
assert torch.equal(total, rows.sum(0))
assert torch.allclose(average, rows.mean(0))
print("losses.sum()     ", total.tolist())
print("losses.mean()    ", [round(value, 4) for value in average.tolist()])

# gradient= names the mixture: one factor per loss. Ones are sum(), 1/n is mean(), anything else is a weighting.
assert torch.equal(gradient(lambda: losses().backward(torch.ones(3))), total)
assert torch.allclose(gradient(lambda: losses().backward(torch.full((3,), 1 / 3))), average)
factors = torch.tensor([1.0, 0.0, 0.5])
weighted = gradient(lambda: losses().backward(factors))
assert torch.equal(weighted, factors @ rows)
assert torch.equal(weighted, gradient(lambda: (factors * losses()).sum().backward()))
print("gradient=factors ", weighted.tolist())

# A padded batch: divide by the number of real samples, not by the length.
real = torch.tensor([1.0, 1.0, 0.0])
padded = gradient(lambda: (losses() * real).mean().backward())
assert torch.allclose(padded, rows[:2].sum(0) / 3)
masked = gradient(lambda: ((losses() * real).sum() / real.sum()).backward())
assert torch.equal(masked, rows[:2].mean(0))

# "Scalar" means one element, whatever the number of dimensions.
for shape in ((), (1,), (1, 1)):
    assert torch.equal(gradient(lambda: losses().sum().reshape(shape).backward()), total)

# Several scalars: adding them and one backward(), or one backward() each, gives the same sum.
one = gradient(lambda: (losses()[0] + losses()[1]).backward())
weight.grad = None
losses()[0].backward()
losses()[1].backward()
assert torch.equal(weight.grad, one)
print("l0 + l1          ", one.tolist())

# On one shared graph the second backward() finds the saved tensors freed; the sum needs no retain_graph.
first, second, _ = losses()
first.backward()
try:
    second.backward()
except RuntimeError as error:
    print("second.backward() raises:", str(error).split("(")[0].strip())
else:
    raise AssertionError("the shared graph was still there")
first, second, _ = losses()
assert torch.equal(gradient(lambda: (first + second).backward()), one)

# A reduction is recorded; a reduction by way of Python numbers is not.
assert losses().sum().grad_fn is not None
assert not torch.tensor([loss.item() for loss in losses()]).sum().requires_grad
