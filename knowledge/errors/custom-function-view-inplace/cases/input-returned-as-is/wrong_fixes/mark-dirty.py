import torch
from torch import nn
from torch.nn.functional import cross_entropy


class GradReverse(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x

    @staticmethod
    def backward(ctx, grad_output):
        return -grad_output


encoder = nn.Linear(6, 8)
domain_head = nn.Sequential(nn.ReLU(inplace=True), nn.Linear(8, 2))
class_head = nn.Linear(8, 3)
parameters = [*encoder.parameters(), *domain_head.parameters(), *class_head.parameters()]
optimizer = torch.optim.SGD(parameters, lr=0.1)
x, labels, domains = torch.randn(32, 6), torch.randint(3, (32,)), torch.randint(2, (32,))
for step in range(3):
    features = encoder(x)
    reversed_features = GradReverse.apply(features)
    domain_logits = domain_head(reversed_features)
    loss = cross_entropy(class_head(features), labels) + cross_entropy(domain_logits, domains)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
