import torch
from torch.nn.utils import clip_grad_norm_

first = torch.ones(2, requires_grad=True)
second = torch.zeros(2, requires_grad=True)
loss = (3 * first).sum() + (second**2).sum().sqrt()
loss.backward()
print("before: first.grad", first.grad.tolist(), " second.grad", second.grad.tolist())
assert first.grad.isfinite().all()

norm = clip_grad_norm_([first, second], max_norm=1.0)
print("norm", norm.item())
print("after:  first.grad", first.grad.tolist(), " second.grad", second.grad.tolist())
assert norm.isnan()
assert first.grad.isnan().all()  # the healthy gradient was divided by NaN

torch.optim.SGD([first, second], lr=0.1).step()
print("after step(): first", first.tolist())
assert first.isnan().all()

try:
    clip_grad_norm_([first, second], max_norm=1.0, error_if_nonfinite=True)
except RuntimeError as error:
    print("error_if_nonfinite:", str(error).split(",")[0])
else:
    raise AssertionError("a norm of NaN was accepted")
