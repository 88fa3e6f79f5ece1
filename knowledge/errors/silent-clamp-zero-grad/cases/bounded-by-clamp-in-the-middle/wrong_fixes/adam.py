import torch
from torch import nn

gate = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(gate.parameters(), lr=0.01)
x = torch.randn(64, 4)
low, high = torch.zeros(64, 1), torch.full((64, 1), 5.0)
nn.init.constant_(gate[2].bias, -3.0)  # begin with "low" for each sample
y = 5 * (x[:, :1] > 0).float()

for step in range(500):
    share = gate(x).clamp(0, 1)
    loss = ((share * high + (1 - share) * low - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
