import torch
from torch import nn

generator, discriminator = nn.Linear(4, 6), nn.Linear(6, 1)
optimizer_g = torch.optim.Adam(generator.parameters(), lr=0.01)
optimizer_d = torch.optim.Adam(discriminator.parameters(), lr=0.01)
scaler = torch.amp.GradScaler("cpu")
bce = nn.BCEWithLogitsLoss()

for step in range(6):
    real, noise = torch.randn(16, 6), torch.randn(16, 4)
    optimizer_g.zero_grad()
    if step % 2 == 0:
        with torch.autocast("cpu", dtype=torch.float16):
            g_loss = bce(discriminator(generator(noise)), torch.ones(16, 1))
        scaler.scale(g_loss).backward()
    optimizer_d.zero_grad()
    with torch.autocast("cpu", dtype=torch.float16):
        fake = generator(noise).detach()
        d_loss = bce(discriminator(real), torch.ones(16, 1)) + bce(discriminator(fake), torch.zeros(16, 1))
    scaler.scale(d_loss).backward()
    if step % 2 == 0:
        scaler.step(optimizer_g)
    scaler.step(optimizer_d)
    scaler.update()
    print(step, g_loss.item(), d_loss.item())
