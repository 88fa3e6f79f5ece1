import torch
from torch import nn


class MaskedLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, mask):
        ctx.save_for_backward(x, weight, mask)
        return x @ (weight * mask).T

    @staticmethod
    def backward(ctx, grad_output):
        x, weight, mask = ctx.saved_tensors
        grad_weight = (grad_output.T @ x) * mask
        return grad_output @ (weight * mask), grad_weight.to_sparse_csr(), None


class Pruned(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(3, 20) / 4)
        self.register_buffer("mask", (torch.rand(3, 20) > 0.7).float())

    def forward(self, x):
        return MaskedLinear.apply(x, self.weight, self.mask)


model = Pruned()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
x, labels = torch.randn(32, 20), torch.randint(3, (32,))
for step in range(3):
    loss = nn.functional.cross_entropy(model(x), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
