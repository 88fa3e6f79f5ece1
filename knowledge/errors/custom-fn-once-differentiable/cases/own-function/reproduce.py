import torch
from torch import nn
from torch.autograd.function import Function, once_differentiable


class Swish(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * torch.sigmoid(x)

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        s = torch.sigmoid(x)
        return grad_output * (s + x * s * (1 - s))


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, self.score = nn.Linear(6, 32), nn.Linear(32, 1)

    def forward(self, x):
        return self.score(Swish.apply(self.hidden(x)))


critic = Critic()
optimizer = torch.optim.Adam(critic.parameters(), lr=1e-2)
real, fake = torch.randn(16, 6), torch.randn(16, 6) + 1
mixed = torch.lerp(real, fake, torch.rand(16, 1)).requires_grad_()
for step in range(3):
    optimizer.zero_grad()
    output = critic(mixed)
    (gradient,) = torch.autograd.grad(output.sum(), mixed, create_graph=True)
    penalty = ((gradient.norm(dim=1) - 1) ** 2).mean()
    loss = critic(fake).mean() - critic(real).mean() + 10 * penalty
    loss.backward()
    optimizer.step()
    print(step, loss.item(), penalty.item())
