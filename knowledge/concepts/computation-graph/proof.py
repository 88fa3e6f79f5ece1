import weakref

import torch

x, target = torch.tensor([3.0, 4.0]), torch.tensor(10.0)
weight = torch.tensor([1.0, 2.0], requires_grad=True)
bias = torch.tensor(0.5, requires_grad=True)

product = weight * x
prediction = product.sum() + bias
loss = weight.pow(2).sum() + (prediction - target) ** 2


def name(node):
    return "None" if node is None else type(node).__name__


# The forward pass left one node for each operation; next_functions leads from the loss to the leaves.
def show(node, depth=0):
    leaf = {id(weight): " (weight)", id(bias): " (bias)"}.get(id(getattr(node, "variable", None)), "")
    print("  " * depth + name(node) + leaf)
    for following, _ in node.next_functions if node is not None else ():
        show(following, depth + 1)


show(loss.grad_fn)
assert "grad_fn=<AddBackward0>" in repr(loss)

# The node of weight * x: one edge to weight's AccumulateGrad, None for x, which does not require grad.
multiply = product.grad_fn
to_weight, to_x = (node for node, _ in multiply.next_functions)
assert to_weight.variable is weight
assert to_x is None

# weight is used twice; both ways end in the same node, where the two gradients are added.
square = loss.grad_fn.next_functions[0][0].next_functions[0][0]
assert square.next_functions[0][0] is to_weight

# The number beside a node says which result of its operation was used.
first, second = weight.chunk(2)
node, index = (second * 2).grad_fn.next_functions[0]
assert node is second.grad_fn is first.grad_fn
assert index == second.output_nr == 1

# A node keeps what its backward formula needs: for d(weight * x) / d(weight) that is x.
print("saved by", name(multiply), ":", multiply._saved_other.tolist(), multiply._saved_self)
assert torch.equal(multiply._saved_other, x)
assert multiply._saved_self is None  # weight would be needed for the gradient of x, which nobody wants

# backward() runs the nodes from the loss down; the leaves' nodes add to .grad.
loss.backward()
residual = (prediction - target).detach()
assert torch.equal(weight.grad, 2 * residual * x + 2 * weight.detach())
assert torch.equal(bias.grad, 2 * residual)
print("weight.grad =", weight.grad.tolist(), " bias.grad =", bias.grad.item())

# Not recorded: what needs no gradient, what has none (argmax, a comparison), and what runs under no_grad.
assert (x * 2).grad_fn is None
assert weight.argmax().grad_fn is None and (weight > 0).grad_fn is None
with torch.no_grad():
    assert (weight * 2).grad_fn is None

# An operation in place gives the tensor a new grad_fn, and the node before it is the next one.
changed = weight * 2
before = changed.grad_fn
changed.add_(1)
assert changed.grad_fn.next_functions[0][0] is before and changed.grad_fn is not before

# Code in Python is not in the graph, what it ran is: three rounds of a loop are three nodes.
power = weight
for _ in range(3):
    power = power * x
rounds, node = 0, power.grad_fn
while not hasattr(node, "variable"):
    rounds, node = rounds + 1, node.next_functions[0][0]
assert rounds == 3 and node is to_weight


# The graph lives as long as something refers to its result.
class Mark:
    pass


mark = Mark()
product.grad_fn.metadata["mark"] = mark  # the node holds it
alive = weakref.ref(mark)
losses = [loss]
del mark, multiply, product, prediction, loss
print("kept in a list:", alive() is not None, end="  ")
assert alive() is not None
number = losses[0].item()  # a float keeps nothing
losses.clear()
print("list emptied:", alive() is not None)
assert alive() is None
