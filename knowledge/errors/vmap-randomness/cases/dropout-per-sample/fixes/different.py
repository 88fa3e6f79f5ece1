import torch
from torch import nn
from torch.func import functional_call, grad, vmap

model = nn.Sequential(nn.Linear(6, 32), nn.Tanh(), nn.Dropout(0.5), nn.Linear(32, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(64, 6), torch.randn(64, 1)


def sample_loss(parameters, sample, target):
    return (functional_call(model, parameters, (sample,)) - target).square().mean()


for step in range(3):
    parameters = {name: p.detach() for name, p in model.named_parameters()}
    gradients = vmap(grad(sample_loss), in_dims=(None, 0, 0), randomness="different")(parameters, x, y)
    norms = torch.stack([g.flatten(1).norm(dim=1) for g in gradients.values()]).norm(dim=0)
    for name, p in model.named_parameters():
        p.grad = gradients[name].mean(dim=0)
    optimizer.step()
    print(step, norms.mean().item(), norms.max().item())
