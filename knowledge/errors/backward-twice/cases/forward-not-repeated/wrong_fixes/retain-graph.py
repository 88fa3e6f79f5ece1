import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 3))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
batches, labels = torch.randn(3, 32, 4), torch.randint(3, (3, 32))
rho = 0.05
for x, y in zip(batches, labels):
    output = model(x)
    loss = criterion(output, y)
    loss.backward(retain_graph=True)
    moves = [rho * p.grad / p.grad.norm() for p in model.parameters()]
    with torch.no_grad():
        for p, move in zip(model.parameters(), moves):
            p.add_(move)

    optimizer.zero_grad()
    loss = criterion(output, y)
    loss.backward()
    with torch.no_grad():
        for p, move in zip(model.parameters(), moves):
            p.sub_(move)
    optimizer.step()
    optimizer.zero_grad()
    print(loss.item())
