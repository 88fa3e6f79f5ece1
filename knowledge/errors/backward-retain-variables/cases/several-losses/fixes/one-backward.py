import torch
from torch import nn

encoder = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU())
to_x2 = nn.Sequential(nn.Conv2d(8, 4, 3, padding=1), nn.PixelShuffle(2))
to_x4 = nn.Sequential(nn.Conv2d(8, 16, 3, padding=1), nn.PixelShuffle(4))
parameters = [*encoder.parameters(), *to_x2.parameters(), *to_x4.parameters()]
optimizer = torch.optim.SGD(parameters, lr=0.05)
small, x2, x4 = torch.rand(4, 1, 6, 6), torch.rand(4, 1, 12, 12), torch.rand(4, 1, 24, 24)
for step in range(3):
    optimizer.zero_grad()
    features = encoder(small)
    loss_x2 = nn.functional.l1_loss(to_x2(features), x2)
    loss_x4 = nn.functional.l1_loss(to_x4(features), x4)
    (loss_x2 + loss_x4).backward()
    optimizer.step()
    print(step, loss_x2.item(), loss_x4.item())
