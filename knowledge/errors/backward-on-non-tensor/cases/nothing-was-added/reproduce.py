import torch
from torch import nn


class Attention(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.project = nn.Linear(size, size)

    def forward(self, x):
        self.weights = self.project(x).softmax(dim=-1)
        return self.weights @ x


model = nn.Sequential(Attention(4), nn.Tanh(), Attention(4)).requires_grad_(False)
target = torch.full((4, 4), 0.25)
image = torch.randn(4, 4, requires_grad=True)
optimizer = torch.optim.SGD([image], lr=1.0)
for step in range(3):
    optimizer.zero_grad()
    model(image)
    loss = 0
    for module in model.modules():
        if type(module).__name__ == "CrossAttention":
            loss += ((module.weights - target) ** 2).sum()
    loss.backward()
    optimizer.step()
    print(step, loss)
