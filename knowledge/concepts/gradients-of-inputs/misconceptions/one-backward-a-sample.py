import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1)).eval()
batch = torch.rand(16, 4, requires_grad=True)

one_by_one = []
for number in range(16):
    one_by_one.append(torch.autograd.grad(model(batch)[number, 0], batch)[0][number])
together = torch.autograd.grad(model(batch).sum(), batch)[0]

difference = (torch.stack(one_by_one) - together).abs().max().item()
print("16 passes against one: largest difference", difference)
assert difference < 1e-6
