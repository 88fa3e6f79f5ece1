import torch
from torch import nn
from torch.func import functional_call, grad

model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(16, 3), torch.randn(16, 1)


def loss(parameters):
    return (functional_call(model, parameters, (x,)) - y).square().mean()


parameters = {name: p.detach() for name, p in model.named_parameters()}
gradients = grad(loss)(parameters)
print("after torch.func.grad:", model.weight.grad)
assert all(p.grad is None for p in model.parameters())

before = model.weight.detach().clone()
optimizer.step()
print("step() without .grad moves the weights:", not torch.equal(model.weight, before))
assert torch.equal(model.weight, before)

for name, p in model.named_parameters():
    p.grad = gradients[name]
expected = before - 0.1 * gradients["weight"]
optimizer.step()
print("after the assignment:", not torch.equal(model.weight, before))
assert torch.allclose(model.weight, expected)
