import json

import torch
from torch import nn
from torch.nn.functional import softplus

torch.manual_seed(0)
REAL, NOISE = torch.randn(8, 4), torch.randn(8, 2)


def d_loss(fake, discriminator):
    return softplus(-discriminator(REAL)).mean() + softplus(discriminator(fake)).mean()


def row(label, act):
    generator, discriminator = nn.Linear(2, 4), nn.Linear(4, 1)
    networks = (generator, discriminator)
    optimizers = [torch.optim.Adam(network.parameters()) for network in networks]
    before = [network.weight.clone() for network in networks]
    act(generator, discriminator, *optimizers)
    grads = [network.weight.grad is not None for network in networks]
    moved = [not torch.equal(network.weight, old) for network, old in zip(networks, before)]
    return [label, *("yes" if value else "no" for value in (*grads, *moved))]


def discriminator_attached(g, d, optimizer_g, optimizer_d):
    d_loss(g(NOISE), d).backward()
    optimizer_d.step()


def discriminator_detached(g, d, optimizer_g, optimizer_d):
    d_loss(g(NOISE).detach(), d).backward()
    optimizer_d.step()


def generator_step(g, d, optimizer_g, optimizer_d):
    softplus(-d(g(NOISE))).mean().backward()
    optimizer_g.step()


def generator_step_frozen(g, d, optimizer_g, optimizer_d):
    d.requires_grad_(False)
    generator_step(g, d, optimizer_g, optimizer_d)


def sum_of_both(g, d, optimizer_g, optimizer_d):
    fake = g(NOISE)
    (d_loss(fake.detach(), d) + softplus(-d(fake)).mean()).backward()
    optimizer_g.step()
    optimizer_d.step()


rows = [
    row("D(G(z)), step D", discriminator_attached),
    row("D(G(z).detach()), step D", discriminator_detached),
    row("D(G(z)), step G", generator_step),
    row("D.requires_grad_(False), step G", generator_step_frozen),
    row("(loss_D + loss_G).backward(), step G, step D", sum_of_both),
]
print(json.dumps({"table": {"columns": ["", "G.grad", "D.grad", "G ≠", "D ≠"], "rows": rows}}))
