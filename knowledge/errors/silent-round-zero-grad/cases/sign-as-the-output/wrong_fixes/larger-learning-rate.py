import torch
from torch import nn

hash_net = nn.Sequential(nn.Linear(12, 32), nn.Tanh(), nn.Linear(32, 8))
optimizer = torch.optim.Adam(hash_net.parameters(), lr=1.0)
labels = torch.randint(4, (128,))
images = torch.randn(4, 12)[labels] + 0.5 * torch.randn(128, 12)
same = (labels[:, None] == labels).float() * 2 - 1

for step in range(200):
    codes = torch.sign(hash_net(images))
    similarity = codes @ codes.T / codes.shape[1]
    loss = (similarity - same).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
