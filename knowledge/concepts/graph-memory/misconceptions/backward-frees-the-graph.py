import torch

w = torch.ones(3, requires_grad=True)
loss = (w * torch.ones(3)).exp().sum()


def chain(tensor):
    node, names = tensor.grad_fn, []
    while node is not None:
        names.append(type(node).__name__)
        node = node.next_functions[0][0] if node.next_functions else None
    return names


before = chain(loss)
loss.backward()
print("nodes before backward():", before)
print("nodes after backward(): ", chain(loss))
assert chain(loss) == before and len(before) == 4

# What is gone are the saved tensors: a second pass finds the nodes, but nothing to compute with.
try:
    loss.backward()
except RuntimeError as error:
    print("second backward():", str(error).split(" (")[0])
    assert "second time" in str(error)
else:
    raise AssertionError("the saved tensors were still there")
