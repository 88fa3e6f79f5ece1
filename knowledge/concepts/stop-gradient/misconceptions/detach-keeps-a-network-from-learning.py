import torch
from torch import nn

torch.manual_seed(0)
z = torch.randn(8, 2)


def gradients(how):
    torch.manual_seed(1)
    generator, critic = nn.Linear(2, 3), nn.Linear(3, 1)
    if how == "frozen critic":
        critic.requires_grad_(False)
    scores = critic(generator(z).detach()) if how == "detached input" else critic(generator(z))
    scores = scores.detach() if how == "detached output" else scores
    loss = -scores.mean()
    if loss.requires_grad:
        loss.backward()
    return generator.weight.grad is not None, critic.weight.grad is not None


found = {how: gradients(how) for how in ("nothing", "detached output", "detached input", "frozen critic")}
for how, (generator, critic) in found.items():
    print(f"{how:16} gradient of the generator: {generator!s:6} of the critic: {critic}")
assert found == {
    "nothing": (True, True),
    "detached output": (False, False),
    "detached input": (False, True),
    "frozen critic": (True, False),
}
