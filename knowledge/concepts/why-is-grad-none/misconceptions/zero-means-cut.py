import torch

w = torch.tensor([-1.0, -2.0], requires_grad=True)
loss = torch.relu(w).sum()
print("loss:", loss)
print("grad, relu of negative values:", torch.autograd.grad(loss, w, retain_graph=True)[0])
assert loss.grad_fn is not None
assert not torch.autograd.grad(loss, w)[0].any()

loss = torch.relu(w.detach()).sum() + 0 * torch.ones(1, requires_grad=True).sum()
found = torch.autograd.grad(loss, w, allow_unused=True)[0]
print("grad, after detach():         ", found)
assert found is None

# The same graph gives a gradient as soon as the values are others: nothing was cut.
with torch.no_grad():
    w += 5
w.grad = None
torch.relu(w).sum().backward()
print("relu of positive values:      ", w.grad)
assert torch.equal(w.grad, torch.ones(2))
