import torch
from torch import nn
from torch.utils.checkpoint import checkpoint


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)

    def forward(self, x):
        if not self.training:
            x = x[:, :2].repeat(1, 2)[:1]
        return torch.tanh(self.linear(x)).pow(2).mean()


block = Block()
x = torch.randn(8, 4)
optimizer = torch.optim.SGD(block.parameters(), lr=0.1)
loss = checkpoint(block, x, use_reentrant=False, determinism_check="none")
block.eval()
with torch.no_grad():
    print("validation", block(x).item())
loss.backward()
optimizer.step()
