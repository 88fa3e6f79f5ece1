import torch
from torch import nn
from torch.func import functional_call, grad, vmap

model = nn.Linear(6, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
x, y = torch.randn(32, 6), torch.randint(3, (32,))


def sample_loss(parameters, sample, label):
    return nn.functional.cross_entropy(functional_call(model, parameters, (sample,)), label)


for step in range(3):
    parameters = {name: p.detach() for name, p in model.named_parameters()}
    gradients = vmap(grad(sample_loss), in_dims=(None, 0, 0))(parameters, x, y)
    norms = torch.stack([g.flatten(1).norm(dim=1) for g in gradients.values()]).norm(dim=0)
    factors = (1.0 / norms).clamp(max=1.0)  # clip each sample's gradient, as for differential privacy
    for name, p in model.named_parameters():
        p.grad = torch.einsum("n,n...->...", factors, gradients[name]) / len(x)
    optimizer.step()
    print(step, norms.mean().item())
