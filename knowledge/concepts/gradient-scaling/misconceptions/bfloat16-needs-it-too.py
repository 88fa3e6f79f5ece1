import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
x = torch.randn(16, 4)
for dtype in (torch.float16, torch.bfloat16):
    for size in (1e-3, 1e-7, 1e-20):
        model.zero_grad()
        with torch.autocast("cpu", dtype=dtype):
            loss = size * model(x).float().mean()
        loss.backward()
        zeros = (model[0].weight.grad == 0).double().mean().item()
        print(f"{str(dtype):15} loss times {size:.0e}: {100 * zeros:.0f} % of the gradient is zero")
        assert (zeros == 1) == (dtype is torch.float16 and size < 1e-3)
