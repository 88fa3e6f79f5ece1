import torch

x = torch.tensor([3.0, 4.0])
weight = torch.tensor([1.0, 2.0], requires_grad=True)
product = weight * x
loss = product.sum()


def walk(node):
    return [node] + [n for following, _ in node.next_functions if following is not None for n in walk(following)]


before = walk(loss.grad_fn)
loss.backward()
after = walk(loss.grad_fn)
print("nodes before and after backward():", len(before), len(after))
assert before == after

try:
    product.grad_fn._saved_other
except RuntimeError as error:
    print("saved tensor:", str(error).split(".")[0])
else:
    raise AssertionError("the saved tensor is still there")
