import torch
from torch import nn


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, self.score = nn.Linear(6, 32), nn.Linear(32, 1)

    def forward(self, x):
        hidden = self.hidden(x)
        return self.score(hidden * torch.sigmoid(hidden))


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
