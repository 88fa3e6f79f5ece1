import torch
from torch import nn
from torch.nn.functional import softplus

torch.manual_seed(0)
real, noise = torch.randn(8, 4), torch.randn(8, 2)


def make():
    torch.manual_seed(1)
    return nn.Linear(2, 4), nn.Linear(4, 1)


def discriminator_loss(discriminator, fake):
    return softplus(-discriminator(real)).mean() + softplus(discriminator(fake)).mean()


def generator_loss(discriminator, fake):
    return softplus(-discriminator(fake)).mean()


# backward() reaches each parameter that the loss depends on and that requires grad; detach() is a wall.
generator, discriminator = make()
discriminator_loss(discriminator, generator(noise).detach()).backward()
assert generator.weight.grad is None and discriminator.weight.grad is not None
own = discriminator.weight.grad.clone()
generator_loss(discriminator, generator(noise)).backward()
assert generator.weight.grad is not None
assert not torch.allclose(discriminator.weight.grad, own)  # [^generator-loss-fills-the-discriminator]

# backward(inputs=...) fills the named parameters alone.
generator, discriminator = make()
generator_loss(discriminator, generator(noise)).backward(inputs=list(generator.parameters()))
assert generator.weight.grad is not None and discriminator.weight.grad is None

# So does a discriminator that is frozen meanwhile; the generator's gradient is the same.
expected = generator.weight.grad.clone()
generator.zero_grad()
discriminator.requires_grad_(False)
generator_loss(discriminator, generator(noise)).backward()
discriminator.requires_grad_(True)
assert torch.allclose(generator.weight.grad, expected) and discriminator.weight.grad is None

# step() moves the parameters that its optimizer was given, by what stands in `.grad`; zero_grad() clears those alone.
generator, discriminator = make()
optimizer_g = torch.optim.SGD(generator.parameters(), lr=0.1)
optimizer_d = torch.optim.SGD(discriminator.parameters(), lr=0.1)
generator_loss(discriminator, generator(noise)).backward()
before = discriminator.weight.clone()
optimizer_g.step()
assert torch.equal(discriminator.weight, before)
optimizer_g.zero_grad()
assert generator.weight.grad is None and discriminator.weight.grad is not None  # [^zero-grad-clears-its-own]
left_over = discriminator.weight.grad.clone()
discriminator_loss(discriminator, generator(noise).detach()).backward()
mixed = discriminator.weight.grad.clone()
optimizer_d.zero_grad()
discriminator_loss(discriminator, generator(noise).detach()).backward()
assert torch.allclose(mixed, discriminator.weight.grad + left_over, atol=1e-6)
print("left over from the generator's loss:", round((left_over.norm() / mixed.norm()).item(), 2), "of the gradient")

# Two losses on the same parameters: one backward of the sum is the sum of two.
model, x, y = nn.Linear(4, 1), torch.randn(8, 4), torch.randn(8, 1)
(((model(x) - y) ** 2).mean() + 0.1 * model(x).abs().mean()).backward()
together = model.weight.grad.clone()
model.zero_grad()
((model(x) - y) ** 2).mean().backward()
(0.1 * model(x).abs().mean()).backward()
assert torch.allclose(model.weight.grad, together, atol=1e-6)  # [^sum-or-two]

# Two optimizers on the same parameters take two steps, and for Adam that is another step than one for the sum.
def after_steps(separate):
    torch.manual_seed(2)
    model = nn.Linear(4, 1)
    optimizers = [torch.optim.Adam(model.parameters(), lr=0.1) for _ in range(2 if separate else 1)]
    losses = [lambda: ((model(x) - y) ** 2).mean(), lambda: model(x).abs().mean()]
    if not separate:
        losses = [lambda first=losses[0], second=losses[1]: first() + second()]
    for optimizer, loss in zip(optimizers, losses):
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()
    return model.weight.detach()


assert not torch.allclose(after_steps(True), after_steps(False), atol=1e-2)

# A step between two backward passes changes weights that the second graph still needs.
encoder = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 8))
first, second = nn.Linear(8, 1), nn.Linear(8, 1)
everything = [*encoder.parameters(), *first.parameters(), *second.parameters()]
optimizer = torch.optim.SGD(everything, lr=0.1)
features = encoder(x)
loss_1, loss_2 = first(features).mean(), second(features).mean()
loss_1.backward(retain_graph=True)
optimizer.step()
try:
    loss_2.backward()
except RuntimeError as error:
    print("step() between:", str(error)[:83])
    assert "modified by an inplace operation" in str(error)
else:
    raise AssertionError("the second backward did not notice")

# Both backward passes first, then the step: no error.
features = encoder(x)
loss_1, loss_2 = first(features).mean(), second(features).mean()
loss_1.backward(retain_graph=True)
loss_2.backward()
optimizer.step()

# An actor that is trained through a critic leaves its gradient in the critic.
actor, critic = nn.Linear(3, 2), nn.Linear(5, 1)
states = torch.randn(8, 3)
(-critic(torch.cat([states, actor(states)], dim=1)).mean()).backward()
assert actor.weight.grad is not None and critic.weight.grad is not None

# A parameter whose `.grad` is None is passed over; with zeros in it, momentum and weight decay still move it.
for grad in (None, torch.zeros(2)):
    weight = torch.ones(2, requires_grad=True)
    optimizer = torch.optim.AdamW([weight], lr=0.1)
    weight.grad = grad
    optimizer.step()
    assert torch.equal(weight, torch.ones(2)) == (grad is None)

# evaluation mode does not freeze.
discriminator.eval()
discriminator.zero_grad()
generator_loss(discriminator, generator(noise)).backward()
assert discriminator.weight.grad is not None
