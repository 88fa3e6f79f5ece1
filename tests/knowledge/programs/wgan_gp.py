import torch
from torch import nn


class Critic(nn.Module):
    def __init__(self, img_size):
        super().__init__()
        self.model = nn.Sequential(
            nn.Linear(img_size, 32), nn.LeakyReLU(0.2), nn.Linear(32, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1)
        )

    def forward(self, img):
        return self.model(img)


def gradient_penalty(D, real_samples, fake_samples):
    alpha = torch.rand(real_samples.size(0), 1)
    interpolates = alpha * real_samples + (1 - alpha) * fake_samples
    d_interpolates = D(interpolates)
    gradients = torch.autograd.grad(
        outputs=d_interpolates,
        inputs=interpolates,
        grad_outputs=torch.ones_like(d_interpolates),
        create_graph=True,
    )[0]
    return ((gradients.norm(2, dim=1) - 1) ** 2).mean()


G = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 20), nn.Tanh())
D = Critic(20)
opt_g = torch.optim.Adam(G.parameters(), lr=1e-4, betas=(0.0, 0.9))
opt_d = torch.optim.Adam(D.parameters(), lr=1e-4, betas=(0.0, 0.9))

for batch in range(2):
    real_imgs = torch.rand(16, 20)
    fake_imgs = G(torch.randn(16, 8))
    for _ in range(5):
        opt_d.zero_grad()
        loss_d = D(fake_imgs).mean() - D(real_imgs).mean()
        loss_d = loss_d + 10 * gradient_penalty(D, real_imgs, fake_imgs)
        loss_d.backward()
        opt_d.step()

    opt_g.zero_grad()
    loss_g = -D(G(torch.randn(16, 8))).mean()
    loss_g.backward()
    opt_g.step()
