import torch

v, found = torch.ones(2, requires_grad=True), []
for step in range(3):
    v.register_hook(lambda gradient: gradient * 0.5)
    v.grad = None
    v.sum().backward()
    found.append(v.grad[0].item())
print("registered in each step:", found)
assert found == [0.5, 0.25, 0.125]

# On an intermediate tensor, which is made anew, it has to be done each time.
v, found = torch.ones(2, requires_grad=True), []
for step in range(3):
    hidden = v * 1
    hidden.register_hook(lambda gradient: gradient * 0.5)
    v.grad = None
    hidden.sum().backward()
    found.append(v.grad[0].item())
print("on a new tensor each time:", found)
assert found == [0.5, 0.5, 0.5]
