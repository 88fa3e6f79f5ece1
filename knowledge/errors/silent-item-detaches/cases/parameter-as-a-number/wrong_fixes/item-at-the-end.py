import torch
from torch import nn


class ScaledClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 3)
        self.log_scale = nn.Parameter(torch.tensor(0.0))

    def forward(self, x):
        scale = torch.exp(self.log_scale).item()
        return self.linear(x) * scale


model = ScaledClassifier()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
x = torch.randn(32, 4)
y = x[:, :3].argmax(dim=1)
for step in range(10):
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("log_scale", model.log_scale.item(), "loss", loss.item())
