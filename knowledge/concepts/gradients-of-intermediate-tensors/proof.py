import warnings

import torch
from torch import nn

w = torch.tensor([1.0, 2.0], requires_grad=True)


def forward():
    hidden = w * 3
    return hidden, (hidden**2).sum()


# backward() computes the gradient of hidden on the way to w, and keeps that of w only.
hidden, loss = forward()
loss.backward()
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print("backward():     hidden.grad", hidden.grad, "       w.grad", w.grad.tolist())
    assert hidden.grad is None
assert "not a leaf Tensor is being accessed" in str(caught[0].message)
plain = w.grad.clone()
right = 2 * hidden.detach()
assert torch.equal(plain, 3 * right)

# Four ways to have it; none changes the gradient of w.
w.grad = None
hidden, loss = forward()
hidden.retain_grad()
loss.backward()
print("retain_grad():  hidden.grad", hidden.grad.tolist(), " w.grad", w.grad.tolist())
assert torch.equal(hidden.grad, right) and torch.equal(w.grad, plain)

w.grad = None
hidden, loss = forward()
seen = []
hidden.register_hook(seen.append)
loss.backward()
print("register_hook() saw", seen[0].tolist())
assert torch.equal(seen[0], right) and torch.equal(w.grad, plain)

w.grad = None
hidden, loss = forward()
(gradient,) = torch.autograd.grad(loss, hidden)
print("autograd.grad() returned", gradient.tolist(), " w.grad", w.grad)
assert torch.equal(gradient, right) and w.grad is None

w.grad = None
hidden, loss = forward()
(gradient,) = torch.autograd.grad(loss, hidden, retain_graph=True)
loss.backward()  # raises without retain_graph=True
assert torch.equal(gradient, right) and torch.equal(w.grad, plain)

w.grad = None
hidden, loss = forward()
hidden.register_hook(lambda gradient: gradient / 2)  # what a hook returns goes on instead
loss.backward()
assert torch.equal(w.grad, plain / 2)

w.grad = None
hidden, loss = forward()
loss.backward(inputs=[hidden, w])
assert torch.equal(hidden.grad, right) and torch.equal(w.grad, plain)

# A retained gradient adds up like that of a leaf, and no zero_grad() clears it.
hidden, loss = forward()
hidden.retain_grad()
loss.backward(retain_graph=True)
torch.optim.SGD([w], lr=0.1).zero_grad()
loss.backward()
print("backward() twice on one graph:", hidden.grad.tolist())
assert torch.equal(hidden.grad, 2 * right)

# It belongs to this very object: a slice taken for looking is not on the way to the loss.
hidden, loss = forward()
first = hidden[0]
first.retain_grad()
loss.backward()
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    print("slice taken aside:", first.grad)
    assert first.grad is None

# Inside a model: keep the output by a forward hook.
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
outputs = {}


def keep(module, inputs, output):
    output.retain_grad()
    outputs["tanh"] = output


model[1].register_forward_hook(keep)
model(torch.ones(1, 2)).sum().backward()
print("in the model: shape", tuple(outputs["tanh"].grad.shape), " equals the last weight:", end=" ")
print(torch.equal(outputs["tanh"].grad, model[2].weight))
assert torch.equal(outputs["tanh"].grad, model[2].weight)

# An operation in place: retain_grad() follows the tensor to its new value, register_hook() stays with the old one.
hidden = w * 3
hidden.retain_grad()
hidden.register_hook(seen.append)
hidden.mul_(10)
hidden.sum().backward()
print("after mul_(10): hidden.grad", hidden.grad.tolist(), " hook", seen[-1].tolist())
assert hidden.grad.tolist() == [1.0, 1.0] and seen[-1].tolist() == [10.0, 10.0]

layer = nn.Linear(1, 1)
nn.init.constant_(layer.weight, -1.0)
nn.init.zeros_(layer.bias)
hidden = layer(torch.ones(1, 1))
hidden.retain_grad()
hidden.register_hook(seen.append)
nn.ReLU(inplace=True)(hidden).sum().backward()
print("ReLU(inplace=True) at -1: hidden.grad", hidden.grad.tolist(), " hook", seen[-1].tolist())
assert hidden.grad.tolist() == [[1.0]] and seen[-1].tolist() == [[0.0]]

view = (w * 3).view(2)  # in a view the operation in place rebuilds the history: the hook is left out of it
calls = []
view.register_hook(calls.append)
view.mul_(10)
view.sum().backward()
print("hook on a view changed in place: called", len(calls), "times")
assert not calls

# What is not recorded has no gradient to retain.
with torch.no_grad():
    constant = w * 3
try:
    constant.retain_grad()
except RuntimeError as error:
    print("under no_grad:", error)
else:
    raise AssertionError("retain_grad() should have raised")
