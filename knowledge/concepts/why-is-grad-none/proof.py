import copy
import warnings

import torch
from torch import nn
from torch.nn.functional import cross_entropy, mse_loss

torch.manual_seed(0)
x, y = torch.randn(16, 4), torch.randn(16, 1)


def grad_of(loss, tensor):
    return torch.autograd.grad(loss, tensor, allow_unused=True, retain_graph=True)[0]


# Step 1: a loss without a grad_fn raises, or is a leaf of its own and trains nothing.
layer = nn.Linear(4, 1)
loss = mse_loss(layer(x).detach(), y)
assert loss.grad_fn is None
try:
    loss.backward()
except RuntimeError as error:
    print("cut:", error)
    assert "element 0 of tensors does not require grad" in str(error)
else:
    raise AssertionError("no error")
loss.requires_grad_().backward()
assert loss.grad_fn is None and layer.weight.grad is None

# Step 2: a frozen leaf, and the result of an operation, whose gradient goes on to the leaf behind it.
frozen = nn.Linear(4, 4).requires_grad_(False)
layer(frozen(x)).mean().backward()
assert frozen.weight.grad is None and layer.weight.grad is not None
leaf = torch.randn(4, requires_grad=True)
w = leaf * 0.1
(w**2).sum().backward()
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    assert w.requires_grad and not w.is_leaf and w.grad is None and leaf.grad is not None

# Step 3: None where no way leads there; the cut branch is joined to one that requires grad, which hides it.
encoder, other, unused, head = nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 1)
hidden = encoder(x)
joined = hidden.detach() + other(x)
loss = head(joined).square().mean()
assert joined.requires_grad
print("joined:", grad_of(loss, joined) is not None, " hidden:", grad_of(loss, hidden))
assert grad_of(loss, joined) is not None
assert grad_of(loss, hidden) is None and grad_of(loss, encoder.weight) is None
assert grad_of(loss, unused.weight) is None
try:
    torch.autograd.grad(loss, frozen.weight, allow_unused=True)
except RuntimeError as error:
    assert "does not require grad" in str(error)
else:
    raise AssertionError("no error")

# Step 4: autograd.grad fills no .grad, zero_grad() empties it, and a copy has its own.
loss = layer(x).square().mean()
layer.zero_grad()
assert grad_of(loss, layer.weight) is not None and layer.weight.grad is None
loss.backward(inputs=[layer.bias], retain_graph=True)
assert layer.weight.grad is None and layer.bias.grad is not None
copied = copy.deepcopy(layer)
loss.backward()
assert layer.weight.grad is not None and copied.weight.grad is None
layer.zero_grad()
assert layer.weight.grad is None

# Step 5: the derivative is zero, and the place is between the last that is not zero and the first that is.
dead = nn.Linear(4, 4)
hidden = dead(x) - 100
active = torch.relu(hidden)
hidden.retain_grad()
active.retain_grad()
head(active).mean().backward()
print("after relu:", active.grad.abs().max().item(), " before it:", hidden.grad.abs().max().item())
assert active.grad.any() and not hidden.grad.any() and not dead.weight.grad.any()

weight = torch.randn(4, 4, requires_grad=True)
scores = x @ weight
labels = torch.zeros(16, dtype=torch.long)
FLAT = {
    "clamp": scores.clamp(50, 60).sum(),
    "saturated sigmoid": (scores * 1e4 + 1e6).sigmoid().sum(),
    "round": scores.round().sum(),
    "sign": scores.sign().sum(),
    "softmax of one": scores[:, :1].softmax(dim=1).sum(),
    "cross entropy of one class": cross_entropy(scores[:, :1], labels),
    "times zero": (scores * 0).sum(),
    "margin": torch.relu(1 - (scores - scores.detach() + 2)).sum(),
    "all labels ignored": cross_entropy(scores, labels - 100),
    "layer of zeros behind": (scores @ torch.zeros(4, 1)).sum(),
}
for name, loss in FLAT.items():
    print(f"{name:28} loss {loss.item():8.3g}  largest gradient", grad_of(loss, weight).abs().max().item())
    assert not grad_of(loss, weight).any(), name
small = torch.full((2,), 1e-4, dtype=torch.float16, requires_grad=True)
((small * small).sum() * 1e-4).backward()
assert not small.grad.any()  # 2e-8 is less than half of the smallest number of float16

# Zero by right: LoRA's first matrix at the first step, and a bias before BatchNorm.
lora_a, lora_b = nn.Linear(4, 2, bias=False), nn.Linear(2, 4, bias=False)
nn.init.zeros_(lora_b.weight)
(x + lora_b(lora_a(x))).square().mean().backward()
assert not lora_a.weight.grad.any() and lora_b.weight.grad.any()
net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Tanh(), nn.Linear(8, 1))
net(x).square().mean().backward()
print("before BatchNorm: bias", net[0].bias.grad.abs().max().item(), " weight", net[0].weight.grad.abs().max().item())
assert net[0].bias.grad.abs().max() < 1e-6 < net[0].weight.grad.abs().max()

# Step 6: a weight stays if the optimizer has another tensor, or if the change is less than its dtype can tell.
model = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model[1] = nn.Linear(4, 1)
model(x).square().mean().backward()
before = model[1].weight.detach().clone()
optimizer.step()
assert model[1].weight.grad.any() and torch.equal(model[1].weight, before)
assert not any(model[1].weight is p for group in optimizer.param_groups for p in group["params"])
ones = torch.ones(2, dtype=torch.bfloat16, requires_grad=True)
ones.grad = torch.ones_like(ones)
torch.optim.SGD([ones], lr=1e-3).step()
assert torch.equal(ones, torch.ones_like(ones))
