import torch
from torch import nn
from torch.nn.functional import cross_entropy


class ReverseGradient(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, alpha=1.0):
        ctx.alpha = alpha
        return x.view_as(x)

    @staticmethod
    def backward(ctx, grad_output):
        return -ctx.alpha * grad_output, None


encoder, labels, domains = nn.Linear(6, 8), nn.Linear(8, 3), nn.Linear(8, 2)
optimizer = torch.optim.SGD([*encoder.parameters(), *labels.parameters(), *domains.parameters()], lr=0.5)
x, y, domain = torch.randn(32, 6), torch.randint(3, (32,)), torch.randint(2, (32,))
for step in range(3):
    optimizer.zero_grad()
    features = encoder(x).relu()
    reversed_features = ReverseGradient.apply(features, 0.3)
    loss = cross_entropy(labels(features), y) + cross_entropy(domains(reversed_features), domain)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
