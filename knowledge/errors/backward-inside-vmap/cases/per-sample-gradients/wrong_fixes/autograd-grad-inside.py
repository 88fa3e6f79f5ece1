import torch
from torch import nn
from torch.func import vmap
from torch.nn.functional import cross_entropy

model = nn.Linear(6, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, labels = torch.randn(32, 6), torch.randint(3, (32,))


def sample_gradient(x, label):
    loss = cross_entropy(model(x), label)
    names, params = zip(*model.named_parameters())
    return dict(zip(names, torch.autograd.grad(loss, params)))


for step in range(3):
    gradients = vmap(sample_gradient)(x, labels)
    norms = torch.sqrt(sum((g.flatten(1) ** 2).sum(1) for g in gradients.values()))
    scale = (0.5 / norms).clamp(max=1)  # no sample may count for more
    optimizer.zero_grad()
    for name, p in model.named_parameters():
        p.grad = torch.einsum("n,n...->...", scale, gradients[name]) / len(x)
    optimizer.step()
    print(step, cross_entropy(model(x), labels).item())
