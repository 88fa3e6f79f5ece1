import torch
from torch import nn
from torch.func import functional_call, grad, vmap

norm = nn.BatchNorm2d(8)
model = nn.Sequential(nn.Conv2d(1, 8, 3), norm, nn.ReLU(), nn.Flatten(), nn.Linear(288, 3))
model.eval()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(16, 1, 8, 8), torch.randint(3, (16,))


def sample_loss(parameters, buffers, sample, label):
    output = functional_call(model, (parameters, buffers), (sample.unsqueeze(0),))
    return nn.functional.cross_entropy(output, label.unsqueeze(0))


for step in range(3):
    parameters = {name: p.detach() for name, p in model.named_parameters()}
    buffers = dict(model.named_buffers())
    gradients = vmap(grad(sample_loss), in_dims=(None, None, 0, 0))(parameters, buffers, x, y)
    norms = torch.stack([g.flatten(1).norm(dim=1) for g in gradients.values()]).norm(dim=0)
    factors = (1.0 / norms).clamp(max=1.0)  # clip each sample's gradient, as for differential privacy
    for name, p in model.named_parameters():
        p.grad = torch.einsum("n,n...->...", factors, gradients[name]) / len(x)
    optimizer.step()
    print(step, norms.mean().item())
