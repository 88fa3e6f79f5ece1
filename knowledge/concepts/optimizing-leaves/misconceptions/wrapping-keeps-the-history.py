import torch
from torch import nn

torch.manual_seed(0)
encoder = nn.Linear(4, 2)
decoder = nn.Linear(2, 4)
x = torch.randn(4)


def train(wrap):
    code = encoder(x)
    encoder.zero_grad()
    if wrap:
        code = nn.Parameter(code)
        optimizer = torch.optim.SGD([code, *encoder.parameters()], lr=0.1)
    else:
        optimizer = torch.optim.SGD(encoder.parameters(), lr=0.1)
    before = encoder.weight.detach().clone()
    (decoder(code) - x).square().sum().backward()
    optimizer.step()
    moved = not torch.equal(encoder.weight, before)
    gradient = None if encoder.weight.grad is None else "a tensor"
    print(f"wrapped {wrap!s:5}  code.is_leaf {code.is_leaf!s:5}  encoder.weight.grad {gradient}  encoder moved {moved}")
    return moved


assert not train(wrap=True)
assert train(wrap=False)
