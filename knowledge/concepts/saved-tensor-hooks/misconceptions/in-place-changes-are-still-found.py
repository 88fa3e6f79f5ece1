import torch
from torch.autograd.graph import save_on_cpu, saved_tensors_hooks


def with_version(t):
    return t.detach(), t._version


def check_version(packed):
    t, version = packed
    assert t._version == version, "changed in place since it was saved"
    return t


def gradient(hooks):
    w = torch.ones(2, requires_grad=True)
    hidden = w * 1
    if hooks is None:
        loss = (hidden**2).sum()
    else:
        with hooks:
            loss = (hidden**2).sum()
    with torch.no_grad():
        hidden.mul_(5)  # backward needs the old value
    try:
        loss.backward()
    except (RuntimeError, AssertionError) as error:
        return str(error).split(":")[0]
    return w.grad.tolist()


found = {
    "no hooks": gradient(None),
    "detach()": gradient(saved_tensors_hooks(lambda t: t.detach(), lambda t: t)),
    "save_on_cpu, on a CPU": gradient(save_on_cpu()),
    "clone()": gradient(saved_tensors_hooks(lambda t: t.detach().clone(), lambda t: t)),
    "version compared": gradient(saved_tensors_hooks(with_version, check_version)),
}
for name, result in found.items():
    print(f"{name}: {result}")
assert "inplace" in found["no hooks"] and "changed in place" in found["version compared"]
assert found["detach()"] == found["save_on_cpu, on a CPU"] == [10.0, 10.0]  # wrong: the gradient is 2
assert found["clone()"] == [2.0, 2.0]
