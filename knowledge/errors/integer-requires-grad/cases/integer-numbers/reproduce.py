import torch

x = torch.tensor([[1.0, 2.0], [2.0, 1.0], [0.0, 3.0]])
y = torch.tensor([4.0, 5.0, 3.0])
weight = torch.tensor([1, 2], requires_grad=True)
optimizer = torch.optim.SGD([weight], lr=0.05)
for step in range(3):
    optimizer.zero_grad()
    loss = ((x @ weight - y) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item(), weight.tolist())
