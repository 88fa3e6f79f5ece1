import torch
from torch import nn

module = nn.Module()
module.register_buffer("plain", torch.ones(2))
module.register_buffer("flagged", torch.ones(2, requires_grad=True))
(module.plain * module.flagged).sum().backward()
print("plain buffer:", module.plain.grad, " buffer that requires grad:", module.flagged.grad.tolist())
assert module.plain.grad is None and module.flagged.grad is not None
assert list(module.parameters()) == []  # no optimizer that is given parameters() moves it

images = torch.randn(4, 2, requires_grad=True)
module.register_buffer("mean", torch.ones(2))
(images * module.mean).sum().backward()
print("the gradient passes through to what the buffer is multiplied by:", images.grad[0].tolist())
assert torch.equal(images.grad, torch.ones(4, 2))
