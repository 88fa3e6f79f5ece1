import torch
from torch import nn


class Critic(nn.Module):
    def __init__(self, size=8):
        super().__init__()
        self.lstm = nn.LSTM(size, 16, batch_first=True)
        self.score = nn.Linear(16, 1)

    def forward(self, x):
        output, _ = self.lstm(x)
        return self.score(output[:, -1])


critic = Critic().to("cuda")
optimizer = torch.optim.Adam(critic.parameters(), lr=1e-2)
real, fake = torch.randn(8, 6, 8, device="cuda"), torch.randn(8, 6, 8, device="cuda") + 1
mixed = torch.lerp(real, fake, torch.rand(8, 1, 1, device="cuda")).requires_grad_()
for step in range(3):
    optimizer.zero_grad()
    with torch.backends.cudnn.flags(enabled=False):
        score = critic(mixed).sum()
    (gradient,) = torch.autograd.grad(score, mixed, create_graph=True)
    penalty = ((gradient.flatten(1).norm(dim=1) - 1) ** 2).mean()
    loss = critic(fake).mean() - critic(real).mean() + 10 * penalty
    loss.backward()
    optimizer.step()
    print(step, loss.item(), penalty.item())
