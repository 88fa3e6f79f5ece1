import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.BatchNorm1d(3), nn.Dropout(0.5))
batch = torch.randn(16, 3) + 5

with torch.no_grad():
    zeros = (model(batch) == 0).sum().item()
running_mean = [round(value, 3) for value in model[0].running_mean.tolist()]
print("no_grad: zeros", zeros, "of", batch.numel(), " running_mean", running_mean)
assert zeros > 0
assert torch.allclose(model[0].running_mean, 0.1 * batch.mean(0))

model.eval()
before = model[0].running_mean.clone()
with torch.no_grad():
    zeros = (model(batch) == 0).sum().item()
print("eval() and no_grad: zeros", zeros)
assert zeros == 0
assert torch.equal(model[0].running_mean, before)
