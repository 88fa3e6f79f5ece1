import warnings

import torch

warnings.simplefilter("ignore")
w = torch.tensor([1.0, 2.0], requires_grad=True)
hidden = w * 3
loss = (hidden**2).sum()
loss.backward()

hidden.retain_grad()
print("retain_grad() after backward(): hidden.grad", hidden.grad, " retains_grad", hidden.retains_grad)
assert hidden.grad is None and hidden.retains_grad

try:
    loss.backward()
except RuntimeError as error:
    print("a second backward():", str(error).split(" (")[0])
else:
    raise AssertionError("the second backward() should have raised")
assert hidden.grad is None
