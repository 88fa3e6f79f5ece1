import random
import warnings

import torch
from torch import nn
from torch.utils.checkpoint import checkpoint, checkpoint_sequential


def gradient(function, x, seed=0, **arguments):
    """The gradient of the sum by x, through checkpoint where arguments are given."""
    torch.manual_seed(seed)
    random.seed(seed)
    x = x.clone().requires_grad_()
    (checkpoint(function, x, **arguments) if arguments else function(x)).sum().backward()
    return x.grad


x = torch.randn(64)

# Values and gradients are those of the plain run; dropout draws the same mask again.


def dropped(value):
    return torch.dropout(value.sin(), 0.5, True).sin()


assert torch.equal(gradient(torch.sin, x, use_reentrant=False), gradient(torch.sin, x))  # [^same-gradient]
assert torch.equal(gradient(dropped, x, use_reentrant=False), gradient(dropped, x))
assert not torch.equal(gradient(dropped, x, use_reentrant=False, preserve_rng_state=False), gradient(dropped, x))


def by_python(value):
    return (random.random() * value).sin().sin()


# Python's random numbers are drawn anew, and nothing is said about it.
same = torch.equal(gradient(by_python, x, use_reentrant=False), gradient(by_python, x))
print("the same gradient with random.random():", same)
assert not same

# What the function changes is changed twice: BatchNorm counts two batches.
norm = nn.BatchNorm1d(3)
checkpoint(norm, torch.randn(8, 3), use_reentrant=False).pow(2).sum().backward()
print("BatchNorm has seen", norm.num_batches_tracked.item(), "batches after one step")
assert norm.num_batches_tracked == 2

# Under no_grad it only calls the function.
calls = []


def counted(value):
    calls.append(torch.is_grad_enabled())
    return value.sin()


with torch.no_grad():
    assert not checkpoint(counted, x.clone().requires_grad_(), use_reentrant=False).requires_grad
assert calls == [False]

# The reentrant variant runs without grad mode first, and wants an input that requires grad.
calls.clear()
gradient(counted, x, use_reentrant=True)
assert calls == [False, True]
calls.clear()
gradient(counted, x, use_reentrant=False)
assert calls == [True, True]
linear = nn.Linear(3, 3)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    reentrant = checkpoint(linear, torch.ones(1, 3), use_reentrant=True)
other = checkpoint(linear, torch.ones(1, 3), use_reentrant=False)
print(
    "requires_grad of the result:", "reentrant", reentrant.requires_grad, "| use_reentrant=False", other.requires_grad
)
assert not reentrant.requires_grad and other.requires_grad


def raises(action, text):
    try:
        action()
    except (RuntimeError, ValueError) as error:
        print(str(error)[:90])
        assert text in str(error)
    else:
        raise AssertionError("no error")


def scaled(value, scale=1):
    return value * scale


# Keyword arguments, autograd.grad and second derivatives are for use_reentrant=False.
leaf = torch.ones(3, requires_grad=True)
raises(lambda: checkpoint(scaled, leaf, scale=2, use_reentrant=True), "Unexpected keyword arguments")
raises(
    lambda: torch.autograd.grad(checkpoint(torch.sin, leaf, use_reentrant=True).sum(), leaf),
    "incompatible with .grad()",
)
assert torch.equal(checkpoint(scaled, leaf, scale=2, use_reentrant=False), leaf * 2)
(first,) = torch.autograd.grad(checkpoint(torch.sin, leaf, use_reentrant=False).sum(), leaf, create_graph=True)
(second,) = torch.autograd.grad(first.sum(), leaf)
assert torch.allclose(second, -leaf.sin())

# Arguments and results may be nested.
pair = checkpoint(lambda both: {"sum": both[0] + both[1]}, (leaf, leaf), use_reentrant=False)
assert torch.equal(pair["sum"], 2 * leaf)

# checkpoint_sequential cuts a Sequential into equal parts; all but the last are checkpointed.
calls.clear()


class Counted(nn.Module):
    def forward(self, value):
        calls.append("layer")
        return value.sin()


checkpoint_sequential(nn.Sequential(*(Counted() for _ in range(6))), 3, leaf, use_reentrant=False).sum().backward()
print("calls of six layers in three segments:", len(calls))
assert len(calls) == 10

# retain_graph: each backward runs the function again.
calls.clear()
result = checkpoint(counted, leaf, use_reentrant=False).sum()
result.backward(retain_graph=True)
result.backward()
assert len(calls) == 3
