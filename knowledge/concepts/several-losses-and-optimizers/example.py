import torch
from torch import nn
from torch.nn.functional import softplus

generator, discriminator = nn.Linear(2, 4), nn.Linear(4, 1)
optimizer_g = torch.optim.Adam(generator.parameters())
optimizer_d = torch.optim.Adam(discriminator.parameters())
real, noise = torch.randn(8, 4), torch.randn(8, 2)
fake = generator(noise)

optimizer_d.zero_grad()
d_loss = softplus(-discriminator(real)).mean() + softplus(discriminator(fake.detach())).mean()
d_loss.backward()
print("after d_loss.backward(), generator:", generator.weight.grad)
optimizer_d.step()

optimizer_g.zero_grad()
before = discriminator.weight.grad.clone()
g_loss = softplus(-discriminator(fake)).mean()
g_loss.backward()
print("g_loss.backward() changed the discriminator's gradient:", not torch.equal(before, discriminator.weight.grad))
weight = discriminator.weight.clone()
optimizer_g.step()
print("optimizer_g.step() changed the discriminator:", not torch.equal(weight, discriminator.weight))
