import torch

x = torch.tensor([0.0, 1.0, 4.0, 9.0])
position = torch.tensor(1.25, requires_grad=True)

read = x.clone().requires_grad_()[position.long()]
(gradient,) = torch.autograd.grad(read, position, allow_unused=True)
print("x[position.long()]:", read.item(), " gradient of position:", gradient)
assert gradient is None

low = position.detach().floor()
share = position - low
between = (1 - share) * x[low.long()] + share * x[low.long() + 1]
(gradient,) = torch.autograd.grad(between, position)
print("interpolated:", between.item(), " gradient of position:", gradient.item())
assert gradient == x[2] - x[1]

weights = torch.softmax(-((torch.arange(4) - position) ** 2), dim=0)
(gradient,) = torch.autograd.grad((weights * x).sum(), position)
print("softmax of the distances: gradient of position:", gradient.item())
assert gradient != 0

try:
    x[position]
except IndexError as error:
    print(error)
else:
    raise AssertionError("a float index was accepted")
