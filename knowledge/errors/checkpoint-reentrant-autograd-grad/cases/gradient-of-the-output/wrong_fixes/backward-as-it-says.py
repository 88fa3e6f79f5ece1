import torch
from torch import nn
from torch.utils.checkpoint import checkpoint


class Energy(nn.Module):
    def __init__(self, size=16):
        super().__init__()
        self.first = nn.Linear(3, size)
        self.blocks = nn.ModuleList(nn.Sequential(nn.Linear(size, size), nn.Tanh()) for _ in range(3))
        self.last = nn.Linear(size, 1)

    def forward(self, positions):
        hidden = torch.tanh(self.first(positions))
        for block in self.blocks:
            hidden = checkpoint(block, hidden, use_reentrant=True)
        return self.last(hidden).sum()


model = Energy()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
positions, targets = torch.randn(32, 3), torch.randn(32, 3)
for step in range(3):
    optimizer.zero_grad()
    positions.requires_grad_()
    energy = model(positions)
    energy.backward(create_graph=True)
    gradient = positions.grad
    loss = nn.functional.mse_loss(-gradient, targets)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
