import torch
from torch import nn


class FusedScan(torch.autograd.Function):  # as it comes with a library
    @staticmethod
    def forward(ctx, x, decay):
        ctx.save_for_backward(x, decay)
        return torch.stack([(decay ** torch.arange(t, -1, -1.0)) @ x[: t + 1] for t in range(len(x))])

    @staticmethod
    def backward(ctx, grad):
        if len(ctx.saved_tensors) == 0:
            raise RuntimeError("backward was called before forward")
        x, decay = ctx.saved_tensors
        with torch.enable_grad():
            x, decay = x.detach().requires_grad_(), decay.detach().requires_grad_()
            y = torch.stack([(decay ** torch.arange(t, -1, -1.0)) @ x[: t + 1] for t in range(len(x))])
        return torch.autograd.grad(y, (x, decay), grad)


class Mixer(nn.Module):
    def __init__(self):
        super().__init__()
        self.project = nn.Linear(8, 8)
        self.decay = nn.Parameter(torch.tensor(0.5))

    def forward(self, x):
        return x + FusedScan.apply(self.project(x), self.decay)


model = nn.ModuleDict({"embed": nn.Embedding(10, 8), "mixer": Mixer(), "head": nn.Linear(8, 10)})
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
tokens = torch.randint(10, (13,))
for step in range(3):
    optimizer.zero_grad()
    hidden = model["embed"](tokens[:-1])
    hidden = model["mixer"](hidden)
    loss = nn.functional.cross_entropy(model["head"](hidden), tokens[1:])
    loss.backward()
    optimizer.step()
    print(step, loss.item())
