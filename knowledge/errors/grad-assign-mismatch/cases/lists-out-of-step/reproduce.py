import torch
from torch import nn


class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        self.trunk, self.classes, self.box = nn.Linear(6, 8), nn.Linear(8, 3), nn.Linear(8, 4)

    def forward(self, x):
        hidden = torch.tanh(self.trunk(x))
        return self.classes(hidden), self.box(hidden)


model = Detector()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, boxes = torch.randn(16, 6), torch.rand(16, 4)
for step in range(3):
    optimizer.zero_grad()
    _, predicted = model(x)
    loss = nn.functional.smooth_l1_loss(predicted, boxes)
    loss.backward()
    parameters = list(model.parameters())
    gradients = [p.grad for p in parameters if p.grad is not None]
    norm = torch.cat([g.flatten() for g in gradients]).norm()
    for p, g in zip(parameters, gradients):
        p.grad = g / norm
    optimizer.step()
    print(step, loss.item())
