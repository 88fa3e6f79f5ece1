import os
import warnings
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.checkpoint import checkpoint

dist.init_process_group("gloo")
rank, world_size = dist.get_rank(), dist.get_world_size()
x = torch.full((2, 3), float(rank + 1))


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.body, self.a, self.b = nn.Linear(3, 4), nn.Linear(4, 1), nn.Linear(4, 1)

    def forward(self, x, heads="a", wrap=tuple, reentrant=None):
        h = self.body(x) if reentrant is None else checkpoint(self.body, x, use_reentrant=reentrant)
        return wrap([getattr(self, head)(h) for head in heads])


@dataclass
class Outputs:
    all: list


class Box:
    def __init__(self, outputs):
        self.outputs = outputs


def build(**options):
    network = Network()
    return network, DistributedDataParallel(network, **options)


def backward(model, heads, used=None):
    """One backward for the sum of the outputs, or for that of the first `used`."""
    sum(output.sum() for output in model(x, heads)[:used]).backward()


def error_of(run):
    """The message of what `run` raises; the ranks raise together."""
    try:
        run()
    except RuntimeError as error:
        return str(error)
    raise AssertionError("it raised nothing")


def stderr_of(run):
    """What `run` writes to stderr; it gives no warning to Python."""
    stderr = os.dup(2)
    reader, writer = os.pipe()
    os.dup2(writer, 2)
    with warnings.catch_warnings(record=True) as caught:
        run()
    os.dup2(stderr, 2)
    os.close(writer)
    assert not caught
    with os.fdopen(reader) as printed:
        return printed.read()


def is_equal_on_all_ranks(tensor):
    gathered = [torch.empty_like(tensor) for _ in range(world_size)]
    dist.all_gather(gathered, tensor.detach().contiguous())
    return all(torch.equal(gathered[0], other) for other in gathered)


def logged(model, name):
    return model._get_ddp_logging_data().get(name)


# Without an option: the bucket is not averaged, and the next forward that records raises.
network, model = build()
backward(model, "a")
assert not is_equal_on_all_ranks(network.body.weight.grad)  # [^not-averaged]
with torch.no_grad():
    model(x)
message = error_of(lambda: model(x))
print("no option:", message[:63])
assert "Expected to have finished reduction" in message  # [^next-forward]

# What did not require grad when the model was wrapped is not waited for; frozen later, it is.
network = Network()
network.b.requires_grad_(False)
model = DistributedDataParallel(network)
for _ in range(3):
    backward(model, "a")
assert is_equal_on_all_ranks(network.body.weight.grad)  # [^frozen]
network, model = build()
network.b.requires_grad_(False)
backward(model, "a")
assert "Expected to have finished reduction" in error_of(lambda: model(x))  # [^frozen-later]

# The option: used on no rank, the gradient stays what it was.
network, model = build(find_unused_parameters=True)
for _ in range(3):
    backward(model, "a")
assert network.b.weight.grad is None and is_equal_on_all_ranks(network.body.weight.grad)  # [^none]
backward(model, "b")
kept = network.b.weight.grad.clone()
backward(model, "a")
assert torch.equal(network.b.weight.grad, kept)  # [^kept]

# Used on one rank: the others count as zeros, and each rank gets the mean.
network, model = build(find_unused_parameters=True)
own = network.body(torch.ones(2, 3)).sum(0).detach()  # of rank 0, whose x is ones
backward(model, "ab"[rank])
print("rank", rank, "a.weight.grad / own gradient of rank 0:", (network.a.weight.grad / own).unique().tolist())
assert torch.allclose(network.a.weight.grad[0], own / world_size)  # [^some-ranks]

# An output that is not in the loss is dealt with, too. Its parameters are in the graph, so the search finds nothing
# that is unused, and warns: once, on stderr. Python's warnings do not see it.
network, model = build(find_unused_parameters=True)
printed = stderr_of(lambda: [backward(model, "ab", used=1) for _ in range(3)])
assert network.b.weight.grad is None  # [^output]
assert printed.count("did not find any unused parameters") == 1  # [^warning]
_, model = build()
backward(model, "ab", used=1)
assert "Expected to have finished reduction" in error_of(lambda: model(x))  # [^output-without]

# What a step under no_sync used alone is averaged.
network, model = build(find_unused_parameters=True)
with model.no_sync():
    backward(model, "b")
backward(model, "a")
assert is_equal_on_all_ranks(network.b.weight.grad)  # [^no-sync]

# Where nothing is unused, the option changes no gradient; but the buckets are not rebuilt.
gradients, rebuilt = [], []
for option in (False, True):
    network, model = build(find_unused_parameters=option)
    assert "did not find" not in stderr_of(lambda: [backward(model, "ab") for _ in range(3)])  # [^once]
    gradients.append(network.body.weight.grad)
    rebuilt.append(bool(logged(model, "has_rebuilt_buckets")))
print("buckets rebuilt without and with the option:", rebuilt)
assert torch.equal(*gradients)  # [^same]
assert rebuilt == [True, False]  # [^rebuilt]

# The search starts at the tensors in the output: lists, dicts and dataclasses are opened, other objects are not.
wraps = {
    tuple: lambda output: output[0],
    list: lambda output: output[0],
    Outputs: lambda output: output.all[0],
    lambda outputs: {"a": outputs[0]}: lambda output: output["a"],
}
for wrap, first in wraps.items():
    _, model = build(find_unused_parameters=True)
    for _ in range(2):
        first(model(x, "a", wrap)).sum().backward()
_, model = build(find_unused_parameters=True)
message = error_of(model(x, "a", Box).outputs[0].sum().backward)
print("object of a class of its own:", message[:46])
assert "mark a variable ready only once" in message  # [^own-class]
network, model = build(find_unused_parameters=True)
loss = model(x, "a")[0].sum() + network.b(network.body(x)).sum()
assert "mark a variable ready only once" in error_of(loss.backward)  # [^past-the-wrapper]

# A reentrant checkpoint hides its block from the search.
_, model = build(find_unused_parameters=True)
x.requires_grad_()
loss = model(x, "a", reentrant=True)[0].sum()
assert "mark a variable ready only once" in error_of(loss.backward)  # [^reentrant]
_, model = build(find_unused_parameters=True)
for _ in range(2):
    model(x, "a", reentrant=False)[0].sum().backward()  # [^non-reentrant]
_, model = build(static_graph=True)
for _ in range(3):
    model(x, "a", reentrant=True)[0].sum().backward()  # [^static-reentrant]
x = x.detach()

# static_graph: the first iteration is the measure.
network, model = build(static_graph=True)
for _ in range(4):
    backward(model, "a")
assert network.b.weight.grad is None and is_equal_on_all_ranks(network.body.weight.grad)  # [^static]
assert logged(model, "has_rebuilt_buckets")  # [^static-rebuilt]
message = error_of(lambda: backward(model, "b"))
print("static_graph, another head:", message[:49])
assert "Your training graph has changed in this iteration" in message  # [^static-change]
_, model = build(static_graph=True)
backward(model, "ab")
backward(model, "a")
message = error_of(lambda: model(x))
assert "not compatible with static_graph" in message  # [^static-no-longer-used]
_, model = build(static_graph=True)


def output_not_in_the_loss():
    for _ in range(4):
        backward(model, "ab", used=1)


assert "not compatible with static_graph" in error_of(output_not_in_the_loss)  # [^static-output]
dist.barrier()
dist.destroy_process_group()
