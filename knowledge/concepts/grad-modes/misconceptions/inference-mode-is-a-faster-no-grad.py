import torch
from torch import nn

backbone, head = nn.Linear(2, 4).eval(), nn.Linear(4, 1)
x = torch.ones(8, 2)

for mode in (torch.no_grad, torch.inference_mode):
    with mode():
        features = backbone(x)
    head.weight.grad = None
    try:
        head(features).sum().backward()
        outcome = "trains the head"
    except RuntimeError as error:
        outcome = str(error).split(".")[0]
    print(f"{mode.__name__}: {outcome}")
    assert (head.weight.grad is not None) == (mode is torch.no_grad)

# It goes on where nothing is saved, in place nothing goes, and there is no version counter.
assert (features + head.bias).requires_grad
for action in (lambda: features.add_(1), lambda: features.requires_grad_(), lambda: features._version):
    try:
        action()
    except RuntimeError as error:
        print(str(error).split(".")[0])
    else:
        raise AssertionError("no error")
