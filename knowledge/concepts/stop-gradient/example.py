import torch
from torch import nn

prediction = torch.tensor([1.0, 2.0], requires_grad=True)
target = torch.tensor([3.0, 5.0], requires_grad=True)
for name, constant in [("target", target), ("target.detach()", target.detach())]:
    prediction.grad = target.grad = None
    loss = ((prediction - constant) ** 2).sum()
    loss.backward()
    print(f"{name:16} loss {loss.item()}, gradients {prediction.grad}, {target.grad}")

# A weight that is computed from the prediction: as a part of the function, and as a constant.
p = torch.tensor(0.3, requires_grad=True)
for name, weight in [("1 - p", 1 - p), ("(1 - p).detach()", (1 - p).detach())]:
    (gradient,) = torch.autograd.grad(-weight * p.log(), p)
    print(f"{name:16} gradient {gradient.item():.4f}")

# Through a network, but not into it: freeze its parameters.
fake, critic = torch.ones(1, 2, requires_grad=True), nn.Linear(2, 1)
critic.requires_grad_(False)
critic(fake).sum().backward()
print("frozen critic:   fake gets one:", fake.grad is not None, " the critic:", critic.weight.grad)
