import torch
from torch import nn
from torch.nn import functional as F

backbone, head = nn.Sequential(nn.Linear(4, 8), nn.Tanh()), nn.Linear(8, 1)
head.weight.mul_(0.1)
head.bias.fill_(-2.0)

model = nn.Sequential(backbone, head)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, labels = torch.randn(32, 4), torch.randint(2, (32, 1)).float()
for step in range(5):
    optimizer.zero_grad()
    loss = F.binary_cross_entropy_with_logits(model(x), labels)
    loss.backward()
    optimizer.step()
print(loss.item())
