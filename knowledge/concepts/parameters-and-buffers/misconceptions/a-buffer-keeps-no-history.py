import torch
from torch import nn


class Smooth(nn.Module):
    def __init__(self, detach):
        super().__init__()
        self.layer, self.detach = nn.Linear(3, 2), detach
        self.register_buffer("mean", torch.zeros(2))

    def forward(self, x):
        hidden = torch.tanh(self.layer(x))
        batch_mean = hidden.mean(0)
        self.mean = 0.9 * self.mean + 0.1 * (batch_mean.detach() if self.detach else batch_mean)
        return hidden - self.mean


for detach in (False, True):
    module, steps = Smooth(detach), 0
    try:
        for _ in range(3):
            module(torch.randn(8, 3)).square().mean().backward()
            steps += 1
    except RuntimeError as error:
        print(str(error).split(" (")[0])
    print("detached:" if detach else "as it is:", "requires_grad", module.mean.requires_grad, " backwards", steps)
    assert module.mean.requires_grad == (not detach) and steps == (3 if detach else 1)
