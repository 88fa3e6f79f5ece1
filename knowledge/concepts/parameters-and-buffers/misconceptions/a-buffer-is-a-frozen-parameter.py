import torch
from torch import nn


class Fourier(nn.Module):
    def __init__(self, as_buffer):
        super().__init__()
        frequencies = torch.randn(4, 2)
        if as_buffer:
            self.register_buffer("frequencies", frequencies)
        else:
            self.frequencies = nn.Parameter(frequencies, requires_grad=False)
        self.out = nn.Linear(4, 1)

    def forward(self, x):
        return self.out(torch.sin(x @ self.frequencies.T))


for as_buffer in (False, True):
    model = Fourier(as_buffer)
    model.requires_grad_(False)  # frozen for a while
    model.requires_grad_(True)  # and unfrozen
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    before = model.frequencies.detach().clone()
    model(torch.randn(8, 2)).square().mean().backward()
    optimizer.step()
    moved = not torch.equal(model.frequencies, before)
    print("buffer:   " if as_buffer else "parameter:", "the constants are trained after unfreezing:", moved)
    assert moved == (not as_buffer)
