import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

block = nn.Sequential(nn.Linear(8, 8), nn.Dropout(0.5), nn.Tanh())
x = torch.randn(16, 8)


def gradient(**arguments):
    block.zero_grad()
    torch.manual_seed(1)
    result = checkpoint(block, x, use_reentrant=False, **arguments) if arguments else block(x)
    torch.rand(100)  # the rest of the model draws as well
    result.sum().backward()
    return block[0].weight.grad.clone()


plain = gradient()
for preserve in (True, False):
    same = torch.equal(gradient(preserve_rng_state=preserve), plain)
    print(f"preserve_rng_state={preserve}: the gradient of the plain run: {same}")
    assert same == preserve
