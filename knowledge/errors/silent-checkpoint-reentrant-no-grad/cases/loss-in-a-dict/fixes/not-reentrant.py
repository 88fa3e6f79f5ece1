import torch
from torch import nn
from torch.utils.checkpoint import checkpoint


class Mixture(nn.Module):
    def __init__(self, size, experts=4):
        super().__init__()
        self.router = nn.Linear(size, experts)
        self.experts = nn.ModuleList(nn.Linear(size, size) for _ in range(experts))

    def forward(self, hidden):
        share = self.router(hidden).softmax(dim=-1)
        mixed = sum(share[:, i, None] * expert(hidden) for i, expert in enumerate(self.experts))
        return hidden + mixed.tanh(), {"balance": share.mean(dim=0).square().sum()}


model = nn.ModuleList([nn.Linear(6, 16), Mixture(16), nn.Linear(16, 1)])
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(64, 6), torch.randn(64, 1)
for step in range(5):
    hidden = model[0](x)
    hidden, extra = checkpoint(model[1], hidden, use_reentrant=False)
    loss = nn.functional.mse_loss(model[2](hidden), y) + 10 * extra["balance"]
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item(), extra["balance"].item())
