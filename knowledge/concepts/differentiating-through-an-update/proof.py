import torch
from torch import nn
from torch.func import functional_call, grad
from torch.nn.functional import mse_loss

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1)).double()
x, y = torch.randn(10, 2).double(), torch.randn(10, 1).double()
query_x, query_y = torch.randn(10, 2).double(), torch.randn(10, 1).double()
rate = torch.tensor(0.3, dtype=torch.float64, requires_grad=True)


def loss_of(weights, inputs, targets):
    return mse_loss(functional_call(model, weights, (inputs,)), targets)


def adapt(weights, steps=1, create_graph=True):
    for _ in range(steps):
        gradients = torch.autograd.grad(loss_of(weights, x, y), weights.values(), create_graph=create_graph)
        weights = {name: w - rate * g for (name, w), g in zip(weights.items(), gradients)}
    return weights


start = dict(model.named_parameters())

# The adapted weights are results of recorded operations, and the model itself is not changed.
before = [p.clone() for p in model.parameters()]
adapted = adapt(start)
assert all(w.grad_fn is not None for w in adapted.values())
assert all(torch.equal(p, old) for p, old in zip(model.parameters(), before))

# The gradient with respect to the start is exact: central differences agree.
query = loss_of(adapt(start), query_x, query_y)
exact = torch.autograd.grad(query, start.values(), retain_graph=True)
shift = 1e-5
moved = [dict(start) for _ in range(2)]
for sign, weights in zip((1, -1), moved):
    weights["2.bias"] = (start["2.bias"] + sign * shift).detach().requires_grad_()
up, down = (loss_of(adapt(weights), query_x, query_y).item() for weights in moved)
numeric = (up - down) / (2 * shift)
print("bias of the head: exact", exact[3].item(), " differences", numeric)
assert abs(exact[3].item() - numeric) < 1e-6

# torch.func finds the same, with nested grad.
def outer(weights):
    gradients = grad(lambda w: loss_of(w, x, y))(weights)
    return loss_of({name: w - 0.3 * gradients[name] for name, w in weights.items()}, query_x, query_y)


functional = grad(outer)({name: p.detach() for name, p in start.items()})
assert all(torch.allclose(a, b) for a, b in zip(exact, functional.values()))

# Without create_graph the gradient inside the update is a constant: the first-order approximation (FOMAML).
first_order = torch.autograd.grad(loss_of(adapt(start, create_graph=False), query_x, query_y), start.values())
of_adapted = torch.autograd.grad(query, adapted_now := tuple(adapt(start).values()), allow_unused=True)
assert all(g is None for g in of_adapted)  # another run of adapt() makes other tensors
adapted = adapt(start)
at_adapted = torch.autograd.grad(loss_of(adapted, query_x, query_y), adapted.values())
assert all(torch.allclose(a, b) for a, b in zip(first_order, at_adapted))  # [^first-order]
off = torch.cat([(a - b).flatten() for a, b in zip(first_order, exact)]).norm()
off = (off / torch.cat([g.flatten() for g in exact]).norm()).item()
print(f"first order, off by {100 * off:.0f} % of the norm")
assert off > 0.01

# The learning rate has a gradient as well: a hypergradient.
(of_rate,) = torch.autograd.grad(loss_of(adapt(start), query_x, query_y), rate)
expected = -sum((g * d).sum() for g, d in zip(at_adapted, torch.autograd.grad(loss_of(start, x, y), start.values())))
assert torch.allclose(of_rate, expected)

# optimizer.step() changes the leaves in place and records nothing.
copied = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1)).double()
copied.load_state_dict(model.state_dict())
optimizer = torch.optim.SGD(copied.parameters(), lr=0.3)
mse_loss(copied(x), y).backward()
optimizer.step()
assert all(p.is_leaf for p in copied.parameters())
assert torch.allclose(copied(query_x), functional_call(model, adapt(start), (query_x,)))
found = torch.autograd.grad(mse_loss(copied(query_x), query_y), tuple(start.values()), allow_unused=True)
assert all(g is None for g in found)  # [^step-is-not-recorded]

# Memory: the graph grows with each inner step.
def count(tensor):
    nodes = [tensor.grad_fn]
    for node in nodes:
        nodes += [n for n, _ in node.next_functions if n is not None and n not in nodes]
    return len(nodes)


sizes = [count(loss_of(adapt(start, steps), query_x, query_y)) for steps in (1, 2, 3)]
print("nodes after one, two and three inner steps:", sizes)
assert sizes[0] < sizes[1] < sizes[2]

# Several tasks: the gradients of their query losses add up in `.grad` of the start, one backward a task.
model.zero_grad()
for _ in range(2):
    loss_of(adapt(start), query_x, query_y).backward()
assert all(torch.allclose(p.grad, 2 * g) for p, g in zip(model.parameters(), exact))

# Adapting at test time takes gradients, too: under no_grad it raises, where enable_grad() helps.
with torch.no_grad():
    try:
        adapt(start)
    except RuntimeError as error:
        print("adapt() under no_grad:", str(error)[:46])
        assert "does not require grad" in str(error)
    else:
        raise AssertionError("it ran")
    with torch.enable_grad():
        adapt(start, create_graph=False)

# With differentiable=True an optimizer records its step, but in place: it overwrites what the inner loss saved.
w = torch.tensor([1.0, 2.0], requires_grad=True)
fast = w.clone()
optimizer = torch.optim.SGD([fast], lr=0.1, differentiable=True)
(fast.grad,) = torch.autograd.grad((fast**3).sum(), fast, create_graph=True)
optimizer.step()
assert fast.grad_fn is not None
try:
    torch.autograd.grad((fast**2).sum(), w)
except RuntimeError as error:
    print("differentiable=True:", str(error)[:83])
    assert "modified by an inplace operation" in str(error)
else:
    raise AssertionError("the change was not noticed")
