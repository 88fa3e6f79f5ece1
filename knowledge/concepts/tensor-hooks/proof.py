import torch

w = torch.ones(2, requires_grad=True)
seen = []

# Called once in a backward pass, with the sum over all uses; on a leaf before it is added to .grad.
w.register_hook(lambda g: seen.append(("before", g.tolist(), None if w.grad is None else w.grad.tolist())))
w.register_post_accumulate_grad_hook(lambda p: seen.append(("after", p.grad.tolist())))
(w * 2 + w * 3).sum().backward()
(w * 2).sum().backward()
print("two backward passes:", seen)
assert seen == [  # [^once-with-the-sum]
    ("before", [5.0, 5.0], None),
    ("after", [5.0, 5.0]),
    ("before", [2.0, 2.0], [5.0, 5.0]),
    ("after", [7.0, 7.0]),
]

# autograd.grad runs the hook, too, and touches no .grad, so nothing comes after it.
seen.clear()
torch.autograd.grad((w * 2).sum(), w)
assert seen == [("before", [2.0, 2.0], [7.0, 7.0])]

# An intermediate tensor as well.
hidden = w * 1
hidden.register_hook(lambda g: seen.append(g.tolist()))
seen.clear()
torch.autograd.grad((hidden * 3 + hidden * 4).sum(), hidden)
assert seen == [[7.0, 7.0]]

# The hooks of a tensor run in order, each on what the one before returned; a handle removes.
v = torch.ones(2, requires_grad=True)
v.register_hook(lambda g: g * 2)
handle = v.register_hook(lambda g: g + 1)
v.sum().backward()
assert v.grad.tolist() == [3.0, 3.0]
handle.remove()
v.grad = None
v.sum().backward()
assert v.grad.tolist() == [2.0, 2.0]

# Adam divides by the size of the gradient: a factor changes the step by next to nothing.
steps = []
for factor in (1, 1000):
    v = torch.ones(2, requires_grad=True)
    v.register_hook(lambda g, factor=factor: g * factor)
    adam = torch.optim.Adam([v], lr=0.1)
    (v * 3).sum().backward()
    adam.step()
    steps.append(v.detach() - 1)
print("Adam, factor 1 and 1000:", [step.tolist() for step in steps])
assert torch.allclose(*steps, rtol=1e-4)

# A result of another shape or dtype is refused, and so is a tensor without gradient.
for change, message in ((lambda g: g[:1], "changed the size"), (lambda g: g.double(), "changed the type")):
    v = torch.ones(2, requires_grad=True)
    v.register_hook(change)
    try:
        v.sum().backward()
    except RuntimeError as error:
        assert message in str(error)
    else:
        raise AssertionError("no error")
for refused in (lambda: torch.ones(2).register_hook(print), lambda: (w * 1).register_post_accumulate_grad_hook(print)):
    try:
        refused()
    except RuntimeError as error:
        print("refused:", error)
    else:
        raise AssertionError("no error")

# Gradient reversal: a hook on what both branches use turns both around, one on a copy only its own.
signs = {}
for name in ("shared", "a copy"):
    encoder = torch.ones(2, requires_grad=True)
    features = encoder * 1
    branch = features if name == "shared" else features.clone()
    branch.register_hook(lambda g: -g)
    (features * 2 + branch * 5).sum().backward()
    signs[name] = encoder.grad.tolist()
print("gradient reversal:", signs)
assert signs == {"shared": [-7.0, -7.0], "a copy": [-3.0, -3.0]}  # [^reversal]

# Stepping in the hook: the gradient is used and freed as soon as it is complete.
p = torch.ones(2, requires_grad=True)
optimizer = torch.optim.SGD([p], lr=0.1)


def step(parameter):
    optimizer.step()
    optimizer.zero_grad()


p.register_post_accumulate_grad_hook(step)
(p * 3).sum().backward()
assert torch.allclose(p, torch.full((2,), 0.7)) and p.grad is None

# By then every recorded use of the parameter has been passed: a shared weight is fine, a detached use is not.
for name, forward in {
    "shared": lambda w, x: torch.tanh(torch.tanh(x @ w) @ w) @ w,
    "detached": lambda w, x: torch.tanh(torch.tanh(x @ w.detach()) @ w),
}.items():
    p, x = torch.full((3, 3), 0.5, requires_grad=True), torch.ones(2, 3, requires_grad=True)
    optimizer = torch.optim.SGD([p], lr=0.1)
    p.register_post_accumulate_grad_hook(step)
    try:
        forward(p, x).sum().backward()
        outcome = "fine"
    except RuntimeError as error:
        outcome = str(error)
    print(f"stepping in the hook, {name}:", outcome[:60])
    assert (outcome == "fine") == (name == "shared")

# A hook belongs to the value it was registered on; a later in-place operation does not move it.
h, seen = torch.ones(2, requires_grad=True) * 1, []
h.register_hook(lambda g: seen.append(("before mul_", g.tolist())))
h.mul_(5)
h.register_hook(lambda g: seen.append(("after mul_", g.tolist())))
h.sum().backward()
print(seen)
assert sorted(seen) == [("after mul_", [1.0, 1.0]), ("before mul_", [5.0, 5.0])]
