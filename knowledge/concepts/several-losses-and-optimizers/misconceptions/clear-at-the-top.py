import torch
from torch import nn
from torch.nn.functional import softplus

torch.manual_seed(0)
generator, discriminator = nn.Linear(2, 4), nn.Linear(4, 1)
optimizer_g = torch.optim.SGD(generator.parameters(), lr=0.1)
optimizer_d = torch.optim.SGD(discriminator.parameters(), lr=0.1)
real, noise = torch.randn(8, 4), torch.randn(8, 2)

optimizer_g.zero_grad()
optimizer_d.zero_grad()
fake = generator(noise)
softplus(-discriminator(fake)).mean().backward()
optimizer_g.step()
d_loss = softplus(-discriminator(real)).mean() + softplus(discriminator(fake.detach())).mean()
own = torch.autograd.grad(d_loss, discriminator.weight, retain_graph=True)[0]
d_loss.backward()
off = ((discriminator.weight.grad - own).norm() / own.norm()).item()
print(f"the discriminator's gradient is off by {100 * off:.0f} % of its norm")
assert off > 0.1
