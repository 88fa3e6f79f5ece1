import torch
from torch import nn
from torch.nn.functional import cross_entropy


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Linear(4, 16)
        self.head = nn.Linear(16, 3)

    def forward(self, x):
        return self.head(torch.tanh(self.backbone(x)))


model = Classifier()
for parameter in model.backbone.parameters():
    parameter.requires_grad = False
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 4), torch.randint(3, (32,))
norms = []
for epoch in range(3):
    loss = cross_entropy(model(x), y)
    gradients = torch.autograd.grad(loss, model.parameters(), retain_graph=True)
    norms.append(torch.stack([gradient.norm() for gradient in gradients]).norm().item())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item(), norms[-1])
