import torch

weight = torch.tensor(1.0, requires_grad=True)
optimizer = torch.optim.SGD([weight], lr=0.1)

(weight**2).backward()
print("after the first backward():", weight.grad)
(weight**2).backward()
print("after the second:", weight.grad)
optimizer.zero_grad()
print("after zero_grad():", weight.grad)

for step in range(3):
    optimizer.zero_grad()
    loss = weight**2
    loss.backward()
    optimizer.step()
    print("step", step, "gradient", weight.grad.item(), "weight", weight.item())
