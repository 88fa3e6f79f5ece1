import torch
from torch import nn
from torch.autograd import Function
from torch.nn.functional import cross_entropy


class ReverseGradient(Function):
    @staticmethod
    def forward(ctx, x, strength):
        ctx.strength = strength
        return x.view_as(x)

    @staticmethod
    def backward(ctx, grad_output):
        return -ctx.strength * grad_output, None


encoder = nn.Sequential(nn.Linear(6, 8), nn.Tanh())
classifier, domains = nn.Linear(8, 3), nn.Linear(8, 2)
parameters = [*encoder.parameters(), *classifier.parameters(), *domains.parameters()]
optimizer = torch.optim.SGD(parameters, lr=0.1)
x, labels, origin = torch.randn(32, 6), torch.randint(3, (32,)), torch.randint(2, (32,))
for epoch in range(3):
    optimizer.zero_grad()
    features = encoder(x)
    domain_loss = cross_entropy(domains(ReverseGradient.apply(features, 0.5)), origin)
    loss = cross_entropy(classifier(features), labels) + domain_loss
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
