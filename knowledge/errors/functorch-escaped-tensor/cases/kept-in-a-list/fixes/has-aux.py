import torch
from torch import nn
from torch.func import functional_call, grad, vmap

model = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
x, y = torch.randn(32, 4), torch.randint(0, 3, (32,))
history = []


def loss_of_one(parameters, x, y):
    logits = functional_call(model, parameters, (x,))
    loss = nn.functional.cross_entropy(logits, y)
    return loss, loss


per_sample = vmap(grad(loss_of_one, has_aux=True), in_dims=(None, 0, 0))
for step in range(5):
    parameters = {name: p.detach() for name, p in model.named_parameters()}
    gradients, losses = per_sample(parameters, x, y)
    norms = torch.cat([g.flatten(1) for g in gradients.values()], dim=1).norm(dim=1)
    scale = (1.0 / norms).clamp(max=1.0) / len(x)
    for name, p in model.named_parameters():
        p.grad = torch.einsum("i,i...->...", scale, gradients[name])
    optimizer.step()
    history.append(losses.mean().item())
print("losses", history)
