import torch
from torch import nn

net = nn.Linear(4, 8)
optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
left, right = torch.randn(6, 16, 4), torch.randn(6, 16, 4)
right[3, 5] = left[3, 5]  # one pair of equal inputs
torch.autograd.set_detect_anomaly(True)
for batch in range(6):
    difference = net(left[batch]) - net(right[batch])
    distance = difference.square().sum(dim=1).sqrt()
    loss = (distance - 1).square().mean()
    optimizer.zero_grad()
    try:
        loss.backward()
    except RuntimeError as error:
        print("skipped batch", batch, error)
        continue
    optimizer.step()
    print(batch, loss.item())
