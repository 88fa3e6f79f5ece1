import torch
from torch import nn
from torch.utils.checkpoint import checkpoint


class LoraBlock(nn.Module):
    def __init__(self, size=8, rank=2):
        super().__init__()
        self.lora_a = nn.Linear(size, rank, bias=False)
        self.lora_b = nn.Linear(rank, size, bias=False)
        self.norm = nn.Parameter(torch.rand(size), requires_grad=False)

    def forward(self, hidden):
        hidden = hidden + self.lora_b(torch.tanh(self.lora_a(hidden)))
        return hidden / hidden.pow(2).mean(-1, keepdim=True).sqrt() * self.norm


class Partitioned(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block, self.full = block, block.norm.data

    def forward(self, hidden):
        return checkpoint(self.gathered, hidden, use_reentrant=False)

    def gathered(self, hidden):
        self.block.norm.data = self.full                  # gather
        hidden = self.block(hidden)
        self.block.norm.data = torch.empty(0)             # partition
        return hidden


model = nn.Sequential(Partitioned(LoraBlock()), nn.Linear(8, 1))
optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.1)
x, y = torch.randn(16, 8), torch.randn(16, 1)
for step in range(3):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
