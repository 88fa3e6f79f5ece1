import torch
from torch import nn

x, y = torch.randn(32, 4) * 5, torch.randn(32, 1)
backbone, head = nn.Linear(4, 8), nn.Linear(8, 1)
start = head.weight.detach().clone()


def step_of_the_head(frozen):
    """How far the head's weight goes in one clipped step; the backbone has learning rate 0."""
    with torch.no_grad():
        head.weight.copy_(start)
    backbone.requires_grad_(not frozen)
    groups = [{"params": backbone.parameters(), "lr": 0.0}, {"params": head.parameters()}]
    optimizer = torch.optim.SGD(groups, lr=0.1)
    optimizer.zero_grad()
    nn.functional.mse_loss(head(backbone(x)), y).backward()
    nn.utils.clip_grad_norm_([*backbone.parameters(), *head.parameters()], max_norm=1.0)
    optimizer.step()
    return (head.weight - start).norm().item(), backbone.weight.grad is not None


way, has_grad = step_of_the_head(frozen=False)
frozen_way, frozen_has_grad = step_of_the_head(frozen=True)
print(f"lr=0:                  backbone has a gradient: {has_grad}, the head moves by {way:.4f}")
print(f"requires_grad_(False): backbone has a gradient: {frozen_has_grad}, the head moves by {frozen_way:.4f}")
assert has_grad and not frozen_has_grad
assert way < 0.9 * frozen_way  # the gradient of the backbone counts in the norm, and the head's is scaled down with it
