import torch
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.functional import scaled_dot_product_attention


class Critic(nn.Module):
    def __init__(self, size=8, heads=2):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(size, 3 * size)
        self.score = nn.Linear(size, 1)

    def forward(self, x):
        query, key, value = self.qkv(x).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        attended = scaled_dot_product_attention(query, key, value)
        return self.score(attended.transpose(1, 2).flatten(2).mean(dim=1))


critic = Critic()
optimizer = torch.optim.Adam(critic.parameters(), lr=1e-2)
real, fake = torch.randn(8, 6, 8), torch.randn(8, 6, 8) + 1
mixed = torch.lerp(real, fake, torch.rand(8, 1, 1)).requires_grad_()
for step in range(3):
    optimizer.zero_grad()
    with sdpa_kernel(SDPBackend.MATH):
        score = critic(mixed).sum()
    (gradient,) = torch.autograd.grad(score, mixed, create_graph=True)
    penalty = ((gradient.flatten(1).norm(dim=1) - 1) ** 2).mean()
    loss = critic(fake).mean() - critic(real).mean() + 10 * penalty
    loss.backward()
    optimizer.step()
    print(step, loss.item(), penalty.item())
