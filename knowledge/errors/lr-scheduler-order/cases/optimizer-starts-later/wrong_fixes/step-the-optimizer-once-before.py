import torch
from torch import nn

generator, discriminator = nn.Linear(4, 3), nn.Linear(3, 1)
g_optimizer = torch.optim.SGD(generator.parameters(), lr=0.1)
d_optimizer = torch.optim.SGD(discriminator.parameters(), lr=0.1)
g_scheduler = torch.optim.lr_scheduler.ExponentialLR(g_optimizer, gamma=0.5)
d_scheduler = torch.optim.lr_scheduler.ExponentialLR(d_optimizer, gamma=0.5)
bce = nn.BCEWithLogitsLoss()
x, real, ones, zeros = torch.randn(16, 4), torch.randn(16, 3), torch.ones(16, 1), torch.zeros(16, 1)
start = 3
d_optimizer.step()
for epoch in range(6):
    fake = generator(x)
    g_loss = ((fake - real) ** 2).mean()
    if epoch >= start:
        d_optimizer.zero_grad()
        d_loss = bce(discriminator(real), ones) + bce(discriminator(fake.detach()), zeros)
        d_loss.backward()
        d_optimizer.step()
        g_loss = g_loss + 0.1 * bce(discriminator(fake), ones)
    g_optimizer.zero_grad()
    g_loss.backward()
    g_optimizer.step()
    g_scheduler.step()
    d_scheduler.step()
    print(epoch, g_loss.item(), d_scheduler.get_last_lr())
