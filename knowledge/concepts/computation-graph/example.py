import torch

x = torch.tensor([3.0, 4.0])
weight = torch.tensor([1.0, 2.0], requires_grad=True)
bias = torch.tensor(0.5, requires_grad=True)

product = weight * x
prediction = product.sum() + bias
loss = (prediction - 10) ** 2
print("prediction:", prediction)


def show(node, depth=0):
    leaf = getattr(node, "variable", None)
    print("    " * depth + (node.name() if node else "None"), "" if leaf is None else leaf.tolist())
    for following, _ in node.next_functions if node else ():
        show(following, depth + 1)


show(loss.grad_fn)
print("saved for the gradient of weight:", product.grad_fn._saved_other)
loss.backward()
print("weight.grad:", weight.grad, "| bias.grad:", bias.grad)
