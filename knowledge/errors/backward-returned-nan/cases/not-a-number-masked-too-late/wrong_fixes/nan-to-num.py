import torch
from torch import nn

torch.autograd.set_detect_anomaly(True)
model = nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 1), nn.Softplus())
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
x, is_open = torch.randn(40, 6), torch.randint(2, (40, 1))
sales = torch.rand(40, 1) * is_open
for step in range(3):
    forecast = model(x) * is_open
    error = 2 * (forecast - sales).abs() / (forecast.abs() + sales.abs())
    loss = error.nan_to_num(0.0).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
