import torch

data = torch.ones(2)
weight = torch.ones(2, requires_grad=True)
hidden = weight * data
scaled = torch.ones(2, requires_grad=True) * 0.1
moved = torch.ones(2, requires_grad=True).double()
tensors = {"data": data, "weight": weight, "hidden": hidden, "scaled": scaled, "moved": moved}
for name, tensor in tensors.items():
    print(f"{name:6} is_leaf: {tensor.is_leaf!s:5} requires_grad: {tensor.requires_grad}")

hidden.sum().backward()
print("weight.grad:", weight.grad)
print("data.grad:", data.grad)

last = (torch.ones(2) * 0.1).requires_grad_()  # compute first, then ask for gradients
print("last is_leaf:", last.is_leaf)
