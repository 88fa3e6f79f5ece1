import torch

x = torch.tensor([0.0, 1.0], requires_grad=True)

hidden = x.exp()  # exp saves its result for backward
print("saved at version", hidden._version)
hidden += 1
print("now at version", hidden._version)
try:
    hidden.sum().backward()
except RuntimeError as error:
    print(error)

hidden = x.exp()
hidden = hidden + 1  # a new tensor: the saved one is left alone
hidden.sum().backward()
print("hidden + 1:", x.grad)

x.grad = None
hidden = x * 2  # saves nothing that could be spoiled
hidden += 1
hidden.sum().backward()
print("x * 2, then += 1:", x.grad)
