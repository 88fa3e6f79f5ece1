import torch
from torch import nn

model = nn.Sequential(nn.Linear(1, 64), nn.Tanh(), nn.Linear(64, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
x, x_val = torch.linspace(-3, 3, 10).unsqueeze(1), torch.linspace(-3, 3, 50).unsqueeze(1)
y, y_val = torch.sin(x) + torch.randn(10, 1) * 0.5, torch.sin(x_val)
best_loss = float("inf")
for epoch in range(300):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        validation = nn.functional.mse_loss(model(x_val), y_val).item()
    if validation < best_loss:
        best_loss, best = validation, model.state_dict().copy()
model.load_state_dict(best)
print("best:", best_loss, "restored:", nn.functional.mse_loss(model(x_val), y_val).item())
