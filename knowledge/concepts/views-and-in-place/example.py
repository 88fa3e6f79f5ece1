import torch

x = torch.ones(2, 2, requires_grad=True)
h = x * 1
row = h[0]
row.mul_(3)  # changes h as well, and its history
print("h:", h.tolist(), h.grad_fn.name())
h.sum().backward()
print("x.grad:", x.grad.tolist())

h = x * 1
h[h > 0].mul_(3)  # a mask gives a copy: h stays as it was
print("after h[h > 0].mul_(3):", h.tolist())

for change in (lambda: x[0].mul_(3), lambda: [row.mul_(3) for row in h]):
    try:
        change()
    except RuntimeError as error:
        print(str(error).split(". ")[0])
