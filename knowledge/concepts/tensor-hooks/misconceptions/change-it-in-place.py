import torch


def gradients(hook, loss):
    a, b = torch.ones(3, requires_grad=True), torch.ones(3, requires_grad=True)
    a.register_hook(hook)
    loss(a, b).backward()
    return a.grad.tolist(), b.grad.tolist()


def zero_the_first(gradient):
    gradient[0] = 0


def return_a_new_one(gradient):
    return gradient * torch.tensor([0.0, 1.0, 1.0])


changed = gradients(zero_the_first, lambda a, b: ((a + b) * 2).sum())
returned = gradients(return_a_new_one, lambda a, b: ((a + b) * 2).sum())
print("in place: a", changed[0], " b", changed[1])
print("returned: a", returned[0], " b", returned[1])
assert changed == ([0.0, 2.0, 2.0], [0.0, 2.0, 2.0])  # b's gradient is the same tensor
assert returned == ([0.0, 2.0, 2.0], [2.0, 2.0, 2.0])

# Straight behind sum() the gradient is one number, expanded: writing to one element writes to all.
summed = gradients(zero_the_first, lambda a, b: a.sum() + b.sum())
print("in place behind sum(): a", summed[0])
assert summed[0] == [0.0, 0.0, 0.0]
