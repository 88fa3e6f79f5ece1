import warnings

import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

torch.manual_seed(0)
warnings.simplefilter("ignore")
model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
parameters = list(model.parameters())
x, y = torch.randn(8, 3), torch.randn(8, 1)


def loss_of():
    return ((model(x) - y) ** 2).mean()


def raises(text, action):
    try:
        action()
    except RuntimeError as error:
        print(str(error).split(".")[0])
        assert text in str(error), error
        return True
    return False


# The numbers are the same; backward() adds them to .grad and returns None, grad() returns a tuple and touches nothing.
returned = torch.autograd.grad(loss_of(), parameters)
assert isinstance(returned, tuple) and len(returned) == 4
assert all(p.grad is None for p in parameters)  # [^touches-nothing]
assert loss_of().backward() is None
assert all(torch.allclose(p.grad, g) for p, g in zip(parameters, returned))
loss_of().backward()
assert all(torch.allclose(p.grad, 2 * g) for p, g in zip(parameters, returned))
torch.autograd.grad(loss_of(), parameters)
assert all(torch.allclose(p.grad, 2 * g) for p, g in zip(parameters, returned))

# One input gives a tuple of one.
(single,) = torch.autograd.grad(loss_of(), parameters[0])
assert torch.allclose(single, returned[0])

# grad() takes intermediate tensors, without retain_grad(); so does backward(inputs=…).
hidden = model[:2](x)
loss = ((model[2](hidden) - y) ** 2).mean()
(of_hidden,) = torch.autograd.grad(loss, hidden, retain_graph=True)
loss.backward(inputs=[hidden])
assert torch.allclose(hidden.grad, of_hidden)

# backward(inputs=…) fills these alone.
model.zero_grad()
loss_of().backward(inputs=[parameters[0]])
assert parameters[0].grad is not None and all(p.grad is None for p in parameters[1:])

# An input that the result does not depend on: grad() raises or gives None, backward() leaves its .grad None.
unused = torch.ones(2, requires_grad=True)
assert raises("appears to not have been used in the graph", lambda: torch.autograd.grad(loss_of(), unused))
assert torch.autograd.grad(loss_of(), unused, allow_unused=True) == (None,)
assert torch.equal(torch.autograd.grad(loss_of(), unused, allow_unused=True, materialize_grads=True)[0], torch.zeros(2))
loss_of().backward()
assert unused.grad is None

# Both free the saved tensors; both take retain_graph, create_graph and the vector.
loss = loss_of()
torch.autograd.grad(loss, parameters)
assert raises("second time", loss.backward)
output = model(x)
weights = torch.rand(8, 1)
model.zero_grad()
by_grad = torch.autograd.grad(output, parameters, grad_outputs=weights, retain_graph=True)
output.backward(gradient=weights)
assert all(torch.allclose(p.grad, g) for p, g in zip(parameters, by_grad))

# Several losses: torch.autograd.backward and grad() give the gradient of the sum.
model.zero_grad()
torch.autograd.backward([loss_of(), 2 * loss_of()])
assert all(torch.allclose(p.grad, 3 * g, atol=1e-6) for p, g in zip(parameters, returned))
both = torch.autograd.grad([loss_of(), 2 * loss_of()], parameters)
assert all(torch.allclose(g, 3 * r, atol=1e-6) for g, r in zip(both, returned))

# grad() does not run nodes that lead to none of its inputs.
ran = []
a, b = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)


def two_branches():
    left, right = a.exp(), b.exp()
    left.register_hook(lambda gradient: ran.append("left"))
    right.register_hook(lambda gradient: ran.append("right"))
    return (left * right).sum()


torch.autograd.grad(two_branches(), a)
assert ran == ["left"]
ran.clear()
two_branches().backward()
print("branches run in backward():", sorted(ran))
assert sorted(ran) == ["left", "right"]

# Hooks on the tensors run either way; the hook that waits for .grad runs in backward() alone.
called = []
leaf = torch.ones(2, requires_grad=True)
leaf.register_hook(lambda gradient: called.append("tensor hook"))
leaf.register_post_accumulate_grad_hook(lambda tensor: called.append("post accumulate"))
torch.autograd.grad((leaf * 2).sum(), leaf)
assert called == ["tensor hook"]
called.clear()
(leaf * 2).sum().backward()
assert called == ["tensor hook", "post accumulate"]

# Reentrant checkpointing works with a plain backward() alone.
layer = nn.Linear(3, 3)
start = torch.randn(2, 3, requires_grad=True)


def checkpointed(reentrant):
    return checkpoint(layer, start, use_reentrant=reentrant).sum()


assert raises("incompatible with .grad()", lambda: torch.autograd.grad(checkpointed(True), start))
assert raises("incompatible with .grad()", lambda: checkpointed(True).backward(inputs=[start]))
torch.autograd.grad(checkpointed(False), start)
checkpointed(True).backward()

# After grad() an optimizer needs the gradients to be written into .grad.
model.zero_grad()
optimizer = torch.optim.SGD(parameters, lr=0.1)
before = [p.detach().clone() for p in parameters]
gradients = torch.autograd.grad(loss_of(), parameters)
optimizer.step()
assert all(torch.equal(p, b) for p, b in zip(parameters, before))
for p, g in zip(parameters, gradients):
    p.grad = g
optimizer.step()
assert all(torch.allclose(p, b - 0.1 * g) for p, b, g in zip(parameters, before, gradients))

# backward(create_graph=True) leaves a graph in .grad, and warns of the cycle.
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    leaf.grad = None
    (leaf**3).sum().backward(create_graph=True)
print("backward(create_graph=True):", str(caught[0].message).split(".")[0] if caught else "no warning")
assert leaf.grad.grad_fn is not None and any("reference cycle" in str(w.message) for w in caught)
leaf.grad = None
