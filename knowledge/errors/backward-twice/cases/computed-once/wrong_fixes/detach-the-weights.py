import torch

votes = torch.randn(3, 16)
target = 0.7 * votes[0] + 0.3 * votes[2]
scores = torch.zeros(3, requires_grad=True)
optimizer = torch.optim.SGD([scores], lr=2.0)

weights = torch.softmax(scores, dim=0).detach()
for step in range(20):
    loss = ((weights @ votes - target) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(loss.item())
