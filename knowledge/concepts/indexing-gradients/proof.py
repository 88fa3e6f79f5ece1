import torch
from torch.nn import functional as F

x = torch.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
v = torch.tensor([10.0, 20.0, 30.0], requires_grad=True)
i = torch.tensor([0, 0, 2])
g = torch.tensor([1.0, 2.0, 3.0, 4.0])
gi = torch.tensor([1.0, 10.0, 100.0])


def gradients(y, g):
    return torch.autograd.grad(y, (x, v), g, allow_unused=True)


# Reading: zeros, and each gradient is added where its element was read.
expected = torch.zeros(4).index_add(0, i, gi)
reads = {
    "x[i]": x[i],
    "gather": x.gather(0, i),
    "index_select": x.index_select(0, i),
    "take": x.take(i),
    "take_along_dim": torch.take_along_dim(x, i),
    "embedding": F.embedding(i, x[:, None])[:, 0],
}
for name, y in reads.items():
    (found, _) = gradients(y, gi)
    print(f"{name:15}", found.tolist())
    assert torch.equal(found, expected)
assert expected.tolist() == [11.0, 0.0, 100.0, 0.0]
assert gradients(x[1:3], g[:2])[0].tolist() == [0.0, 1.0, 2.0, 0.0]
assert gradients(x[x > 2], g[:2])[0].tolist() == [0.0, 0.0, 1.0, 2.0]

# A token that occurs three times; the row of padding_idx.
table = torch.nn.Embedding(5, 2, padding_idx=0)
table(torch.tensor([3, 3, 3, 1, 0])).sum().backward()
assert table.weight.grad[:, 0].tolist() == [0.0, 1.0, 0.0, 3.0, 0.0]

# Writing with indices that do not repeat.
unique = torch.tensor([3, 0, 2])
kept = torch.tensor([0.0, 2.0, 0.0, 0.0])


def assign(index):
    out = x.clone()
    out[index] = v
    return out


overwriting = {
    "assign": assign,
    "index_put": lambda index: x.index_put((index,), v),
    "index_copy": lambda index: x.index_copy(0, index, v),
    "scatter": lambda index: x.scatter(0, index, v),
}
for write in overwriting.values():
    of_x, of_v = gradients(write(unique), g)
    assert torch.equal(of_v, g[unique]) and torch.equal(of_x, kept)

# With repeated ones the last value is kept, and each value gets a gradient.
for name, write in overwriting.items():
    y = write(i)
    of_x, of_v = gradients(y, g)
    print(f"{name:11} y {y.tolist()}  gradient of v {of_v.tolist()}")
    assert y.tolist() == [20.0, 2.0, 30.0, 4.0]
    assert torch.equal(of_v, g[i]) and of_v[0] == 1

# y[i] += v: the place moves once, and the gradient of what was there is doubled.
y = x.clone()
y[i] += v
assert y.tolist() == [21.0, 2.0, 33.0, 4.0]
assert gradients(y, g)[0].tolist() == [2.0, 2.0, 3.0, 4.0]

# Writing that combines.
adding = [
    x.index_add(0, i, v),
    x.scatter_add(0, i, v),
    x.index_put((i,), v, accumulate=True),
]
for y in adding:
    of_x, of_v = gradients(y, g)
    assert y.tolist() == [31.0, 2.0, 33.0, 4.0]
    assert torch.equal(of_x, g) and torch.equal(of_v, g[i])
of_x, of_v = gradients(x.scatter_reduce(0, i, v, "mean", include_self=False), g)
assert of_v.tolist() == [0.5, 0.5, 3.0] and of_x.tolist() == [0.0, 2.0, 0.0, 4.0]
mask = torch.tensor([False, True, True, False])
assert gradients(x.masked_fill(mask, 0), g)[0].tolist() == [1.0, 0.0, 0.0, 4.0]

# Equal values at one place: the result is clear, the sum of their gradients is not.
one = torch.tensor(5.0, requires_grad=True)
(found,) = torch.autograd.grad(torch.zeros(1).index_put((torch.tensor([0, 0]),), one.repeat(2)), one)
print("one value written twice to one place: gradient", found.item())
assert found == 2

# A buffer joins the graph, a leaf that requires grad refuses.
out = torch.zeros(4)
out[i] = v
assert out.requires_grad
try:
    x[i] = v
except RuntimeError as error:
    print(error)
    assert "leaf" in str(error)
else:
    raise AssertionError("the leaf was written to")

# A mask without a True.
empty = x[x > 100]
assert empty.sum() == 0 and empty.mean().isnan()
assert gradients(empty.sum(), None)[0].tolist() == [0.0] * 4
