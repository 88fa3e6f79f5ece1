import warnings

import torch


def gradient(combine):
    w = torch.ones(2, requires_grad=True)
    losses = [(w * 2).sum(), (w * 3).sum()]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        total = combine(losses)
    total.sum().backward()
    return None if w.grad is None else w.grad.tolist()


lost = gradient(lambda losses: torch.tensor(losses, requires_grad=True))
kept = gradient(torch.stack)
print("torch.tensor(losses, requires_grad=True): w.grad =", lost)
print("torch.stack(losses):                      w.grad =", kept)
assert lost is None
assert kept == [5.0, 5.0]
