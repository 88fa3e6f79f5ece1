import torch

x = torch.ones(2, requires_grad=True)
loss = (x**3).sum()
print("first: ", torch.autograd.grad(loss, x)[0])
try:
    torch.autograd.grad(loss, x)
except RuntimeError as error:
    print("second:", str(error).split(".")[0])
    assert "second time" in str(error)
else:
    raise AssertionError("no error")

loss = (x**3).sum()
first = torch.autograd.grad(loss, x, retain_graph=True)[0]
print("with retain_graph=True:", torch.equal(first, torch.autograd.grad(loss, x)[0]))
assert torch.equal(first, torch.full((2,), 3.0))
