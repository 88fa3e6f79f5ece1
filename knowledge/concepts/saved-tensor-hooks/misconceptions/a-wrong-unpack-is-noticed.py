import torch
from torch.autograd.graph import saved_tensors_hooks

identity = saved_tensors_hooks(lambda t: t.detach(), lambda t: t)
half = saved_tensors_hooks(lambda t: t.half(), lambda t: t.float())
eight_bits = saved_tensors_hooks(lambda t: (t / 4 * 127).round().to(torch.int8), lambda t: t.float() / 127 * 4)
twice = saved_tensors_hooks(lambda t: t.detach(), lambda t: 2 * t)

w = torch.tensor([1.23], requires_grad=True)
found = {}
for name, hooks in {"as it was": identity, "float16": half, "int8": eight_bits, "times two": twice}.items():
    w.grad = None
    with hooks:
        loss = (w**3).sum()
    loss.backward()
    found[name] = w.grad.item()
    print(f"{name}: loss {loss.item():.4f}, gradient {w.grad.item():.4f}")
exact = 3 * 1.23**2
assert abs(found["as it was"] - exact) < 1e-5
assert 1e-5 < abs(found["float16"] - exact) < abs(found["int8"] - exact)
assert abs(found["times two"] - 4 * exact) < 1e-4
