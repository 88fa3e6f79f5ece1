import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as bce

generator, discriminator = nn.Linear(2, 2), nn.Linear(2, 1)
optimizer_g = torch.optim.SGD(generator.parameters(), lr=0.1)
optimizer_d = torch.optim.SGD(discriminator.parameters(), lr=0.1)
real, noise = torch.randn(16, 2) + 2, torch.randn(16, 2)
ones, zeros = torch.ones(16, 1), torch.zeros(16, 1)
for step in range(3):
    optimizer_g.zero_grad()
    optimizer_d.zero_grad()
    fake = generator(noise)
    loss_g = bce(discriminator(fake), ones)
    loss_g.backward()
    optimizer_g.step()

    loss_d = bce(discriminator(real), ones) + bce(discriminator(fake.detach()), zeros)
    optimizer_g.zero_grad()
    loss_d.backward()
    optimizer_d.step()
print(loss_g.item(), loss_d.item())
