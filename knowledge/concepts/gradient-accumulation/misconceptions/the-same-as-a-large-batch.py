import torch
from torch import nn
from torch.nn.functional import mse_loss

torch.manual_seed(0)
x, y = torch.randn(32, 3), torch.randn(32, 1)


def gradient(model, size):
    model.zero_grad()
    for small_x, small_y in zip(x.split(size), y.split(size)):
        (mse_loss(model(small_x), small_y) * size / len(x)).backward()
    return model[0].weight.grad.clone()


plain = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1))
normed = nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 1))
for name, model in (("without BatchNorm", plain), ("with BatchNorm", normed)):
    off = ((gradient(model, 8) - gradient(model, 32)).norm() / gradient(model, 32).norm()).item()
    print(f"{name}: off by {100 * off:.4f} %")
    assert (off < 1e-5) == (model is plain)

groups = nn.Sequential(nn.Linear(3, 8), nn.GroupNorm(2, 8), nn.ReLU(), nn.Linear(8, 1))
assert torch.allclose(gradient(groups, 8), gradient(groups, 32), atol=1e-6)
