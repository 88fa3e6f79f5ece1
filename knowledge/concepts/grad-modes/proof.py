import contextlib
import threading

import torch
from torch import nn

model = nn.Sequential(nn.Linear(2, 64), nn.BatchNorm1d(64), nn.Dropout(0.5))
norm = model[1]
x = torch.randn(16, 2)


def observe(training, context):
    """Whether the result has a graph, is the same when repeated, and whether running_mean moved."""
    model.train(training)
    before = norm.running_mean.clone()
    with context():
        first, second = model(x), model(x)
    recorded = first.grad_fn is not None
    return recorded, torch.equal(first, second), not torch.equal(before, norm.running_mean)


# Grad mode decides about the graph, train() and eval() about Dropout and BatchNorm: two switches.
print("            graph  same twice  running_mean moves")
for training in (True, False):
    for context in (contextlib.nullcontext, torch.no_grad, torch.inference_mode):
        recorded, same, moved = observe(training, context)
        print("train" if training else "eval ", f"{context.__name__:15} {recorded!s:6} {same!s:6} {moved}")
        assert recorded == (context is contextlib.nullcontext)  # [^recorded]
        assert same == (not training)  # [^dropout-follows-train]
        assert moved == training  # [^statistics-follow-train]

# A module may compute in another way without gradients: the encoder fills padded positions with zeros.
encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 1).eval()
tokens, padded = torch.randn(2, 4, 8), torch.tensor([[False, False, True, True], [False] * 4])
with_graph = encoder(tokens, src_key_padding_mask=padded)
with torch.no_grad():
    without = encoder(tokens, src_key_padding_mask=padded)
print("padded positions under no_grad:", without[padded].unique().tolist())
assert torch.allclose(with_graph[~padded], without[~padded], atol=1e-5)
assert not without[padded].any() and with_graph[padded].any()  # [^padding]

# Modes nest, and the inner one counts; a mode ends with its block.
weight = torch.ones(2, requires_grad=True)
with torch.no_grad():
    assert not (weight * 2).requires_grad
    with torch.enable_grad():
        assert (weight * 2).requires_grad
assert torch.is_grad_enabled()

# Without `with` no_grad() does nothing; set_grad_enabled() stays until it is switched back.
torch.no_grad()
assert (weight * 2).requires_grad
torch.set_grad_enabled(False)
try:
    (weight * 2).sum().backward()
except RuntimeError as error:
    print("after set_grad_enabled(False):", error)
    assert "does not require grad" in str(error)
else:
    raise AssertionError("gradients were still recorded")
torch.set_grad_enabled(True)

# enable_grad() does not lift inference mode, although it says so.
with torch.inference_mode(), torch.enable_grad():
    inside = weight * 2
    print("inference_mode, enable_grad: is_grad_enabled", torch.is_grad_enabled(), " graph", inside.requires_grad)
    assert torch.is_grad_enabled() and not inside.requires_grad
with torch.inference_mode(), torch.inference_mode(False):
    assert (weight * 2).requires_grad

# What was computed under no_grad is an ordinary tensor that requires no grad; an inference tensor is not.
with torch.no_grad():
    ordinary = weight * 3
with torch.inference_mode():
    inference = weight * 3
    assert not inference.view(2)._is_view()  # views are not tracked
assert ordinary.view(2)._is_view()
(weight * ordinary).sum().backward()
assert torch.equal(weight.grad, ordinary)
try:
    weight * inference
except RuntimeError as error:
    print("weight * inference tensor:", str(error).split(".")[0])
    assert "cannot be saved for backward" in str(error)
else:
    raise AssertionError("the inference tensor was saved")
(weight * inference.clone()).sum().backward()  # a clone, taken outside, is an ordinary tensor

# Both work as decorators, and both hold for the thread that set them.


@torch.no_grad()
def predict():
    return weight * 2


assert not predict().requires_grad
seen = []
with torch.no_grad():
    thread = threading.Thread(target=lambda: seen.append(torch.is_grad_enabled()))
    thread.start()
    thread.join()
print("grad enabled in a thread started under no_grad:", seen[0])
assert seen == [True]
