import torch
from torch import nn
from torch.utils.checkpoint import checkpoint


class LearnedSwish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, scale):
        ctx.save_for_backward(x, scale)
        return x * torch.sigmoid(scale * x)

    @staticmethod
    def backward(ctx, grad):
        x = ctx.saved_tensors[0]
        scale = ctx.saved_tensors[1]
        s = torch.sigmoid(scale * x)
        slope = s * (1 - s)
        return grad * (s + scale * x * slope), (grad * x * x * slope).sum()


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(8, 8)
        self.scale = nn.Parameter(torch.tensor(1.0))

    def forward(self, x):
        return LearnedSwish.apply(self.linear(x), self.scale)


model = nn.Sequential(Block(), Block(), nn.Linear(8, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
x, y = torch.randn(32, 8), torch.randint(3, (32,))
for step in range(3):
    optimizer.zero_grad()
    hidden = x
    for block in model[:2]:
        hidden = checkpoint(block, hidden, use_reentrant=False)
    loss = nn.functional.cross_entropy(model[2](hidden), y)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
