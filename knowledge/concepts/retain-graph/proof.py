import torch

x = torch.tensor([3.0, 4.0])
weight = torch.tensor([1.0, 2.0], requires_grad=True)


def forward():
    """Two losses on one shared result."""
    weight.grad = None
    shared = (weight * x) ** 2
    return shared.sum(), shared.prod()


def message(action):
    try:
        action()
    except RuntimeError as error:
        return str(error)
    raise AssertionError("no error")


# The first backward() frees the saved tensors of the shared part; the second needs them.
first, second = forward()
first.backward()
error = message(second.backward)
print(error.split(" (")[0])
assert "backward through the graph a second time" in error

# Right: one forward pass, the same weights, two gradients. One backward() on the sum gives the same.
first, second = forward()
first.backward(retain_graph=True)
second.backward()  # the last one frees
retained = weight.grad.clone()
first, second = forward()
(first + second).backward()
print("retained:", retained.tolist(), " sum:", weight.grad.tolist())
assert torch.equal(retained, weight.grad)

# Right: the gradients apart, to compare two tasks.
first, second = forward()
(of_first,) = torch.autograd.grad(first, weight, retain_graph=True)
(of_second,) = torch.autograd.grad(second, weight)
print("apart:   ", of_first.tolist(), of_second.tolist())
assert torch.equal(of_first + of_second, retained)

# Right: a Jacobian row by row, and a gradient that is differentiated itself.
square = (weight * x) ** 2
rows = [torch.autograd.grad(square[row], weight, retain_graph=row == 0)[0] for row in (0, 1)]
assert torch.equal(torch.stack(rows), torch.diag(2 * (weight * x * x).detach()))
cube = (weight**3).sum()
(slope,) = torch.autograd.grad(cube, weight, create_graph=True)
(curvature,) = torch.autograd.grad(slope.sum(), weight)
assert torch.equal(curvature, 6 * weight.detach())

# What it does not do: keep .grad from adding up.
first, _ = forward()
first.backward(retain_graph=True)
first.backward()
assert torch.equal(weight.grad, 2 * of_first)


def count_nodes(tensor):
    waiting, seen = [tensor.grad_fn], set()
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting += [following for following, _ in node.next_functions]
    return len(seen)


def carry(detach, retain_graph, step=False):
    """A recurrent state carried from chunk to chunk; the graph's size and the gradient at each chunk."""
    weight = torch.tensor(0.5, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=0.1)
    state, sizes, gradients = torch.tensor(1.0), [], []
    for _ in range(4):
        if detach:
            state = state.detach()
        state = torch.tanh(weight * state + 1)
        optimizer.zero_grad()
        state.backward(retain_graph=retain_graph)
        sizes.append(count_nodes(state))
        gradients.append(round(weight.grad.item(), 4))
        if step:
            optimizer.step()
    return sizes, gradients


# A mistake hidden: the state still leads into the chunks before.
error = message(lambda: carry(detach=False, retain_graph=False))
print("carried state:", error.split(" (")[0])
print("  retain_graph=True: nodes, gradients", *carry(detach=False, retain_graph=True))
print("  state.detach():    nodes, gradients", *carry(detach=True, retain_graph=False))
sizes, gradients = carry(detach=False, retain_graph=True)
assert sizes == sorted(set(sizes))
kept, cut = carry(detach=True, retain_graph=False)
assert len(set(kept)) == 1 and cut[0] == gradients[0] and cut[1:] != gradients[1:]
# With an optimizer in the loop the next error comes at once: the weights of the old chunks have changed.
error = message(lambda: carry(detach=False, retain_graph=True, step=True))
print("  with optimizer.step():", error.split(":")[0])
assert "modified by an inplace operation" in error

# A mistake hidden: the discriminator's loss reaches the generator.
generator, discriminator = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
fake = generator * 5
(discriminator * fake).backward(retain_graph=True)
print("not detached: generator.grad =", generator.grad.item())
assert generator.grad is not None
generator.grad = None
(discriminator * fake.detach()).backward()
print("detached:     generator.grad =", generator.grad)
assert generator.grad is None

# Zeroed in between, retain_graph=True gives the generator the gradient of its own loss; the sum of both does not.
fake = generator * 5
(discriminator * fake).square().backward(retain_graph=True)
generator.grad = None
(discriminator * fake - 1).square().backward()
retained, generator.grad, fake = generator.grad, None, generator * 5
(discriminator * fake - 1).square().backward()
assert torch.equal(retained, generator.grad)
generator.grad, fake = None, generator * 5
((discriminator * fake).square() + (discriminator * fake - 1).square()).backward()
assert not torch.allclose(retained, generator.grad)

# Where nothing was saved there is nothing to free, and a second backward() runs.
total = (weight + 1).sum()
total.backward()
total.backward()
