import torch
from torch import nn
from torch.func import functional_call, grad, vmap


class Forces(nn.Module):
    def __init__(self):
        super().__init__()
        self.energy = nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 1, bias=False))

    def forward(self, x):
        energy = self.energy(x).sum()
        (gradient,) = torch.autograd.grad(energy, x)
        return -gradient


def loss_of(parameters, x, y):
    return (functional_call(model, parameters, (x,)) - y).pow(2).sum()


model = Forces()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
positions, forces = torch.randn(8, 6), torch.randn(8, 6)
for step in range(3):
    parameters = {name: p.detach() for name, p in model.named_parameters()}
    gradients = vmap(grad(loss_of, argnums=(0, 1)), in_dims=(None, 0, 0))(parameters, positions, forces)[0]
    norms = torch.stack([g.flatten(1).norm(dim=1) for g in gradients.values()]).norm(dim=0)
    scale = (1 / norms).clamp(max=1)
    for name, p in model.named_parameters():
        p.grad = torch.einsum("n,n...->...", scale, gradients[name]) / len(scale)
    optimizer.step()
    print(step, norms.mean().item())
