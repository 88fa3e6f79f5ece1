"""The programs that the benchmarks run."""

SMALL_BACKWARD = """import torch
model = torch.nn.Linear(8, 1)
loss = (model(torch.ones(4, 8)) ** 2).mean()
loss.backward()
print(model.weight.grad.sum().item() != 0)
"""
EMPTY = "pass\n"
GRADCHECK = """import torch
x = torch.rand(3, 3, dtype=torch.double, requires_grad=True)
assert torch.autograd.gradcheck(torch.sin, (x,))
"""
