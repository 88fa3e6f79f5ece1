import torch
from torch import nn

model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 3), nn.Softmax(dim=1))
optimizer = torch.optim.SGD(model.parameters(), lr=5.0)
criterion = nn.CrossEntropyLoss()
labels = torch.arange(3).repeat(20)
centres = torch.tensor([[2.0, 0.0], [-1.0, 1.5], [-1.0, -1.5]])
x = centres[labels] + 0.3 * torch.randn(60, 2)
for step in range(100):
    optimizer.zero_grad()
    loss = criterion(model(x), labels)
    loss.backward()
    optimizer.step()
print("loss", loss.item(), "correct", (model(x).argmax(1) == labels).sum().item())
