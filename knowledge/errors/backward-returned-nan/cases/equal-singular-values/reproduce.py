import torch
from torch import nn

torch.autograd.set_detect_anomaly(True)
source = torch.randn(64, 4)
target = source[:, [1, 2, 3, 0]]
matrix = nn.Parameter(torch.eye(4))
optimizer = torch.optim.SGD([matrix], lr=0.2)
for step in range(5):
    U, S, Vh = torch.linalg.svd(matrix)
    rotation = U @ Vh
    loss = (source @ rotation - target).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
