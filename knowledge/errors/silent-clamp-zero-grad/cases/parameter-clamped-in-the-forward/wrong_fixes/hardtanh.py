import torch
from torch.nn import functional as F

image = torch.randn(1, 3, 16, 16, requires_grad=True)
optimizer = torch.optim.Adam([image], lr=0.05)
low_resolution = F.avg_pool2d(torch.rand(1, 3, 16, 16), 2)

for step in range(300):
    visible = F.hardtanh(image, 0, 1)  # a pixel lies between 0 and 1
    loss = F.mse_loss(F.avg_pool2d(visible, 2), low_resolution)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
