import torch
from torch import nn
from torch.nn.functional import mse_loss

encoder = nn.Sequential(nn.Linear(8, 32), nn.Tanh())
depth_head, smoothness_head = nn.Linear(32, 1), nn.Linear(32, 1)
model = nn.ModuleList([encoder, depth_head, smoothness_head])
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
x = torch.randn(1024, 8)
depth, smoothness = x.sum(dim=1, keepdim=True), x[:, :1].abs()

for step in range(20):
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.float16):
        features = encoder(x)
        predicted_depth, predicted_smoothness = depth_head(features), smoothness_head(features)
    smoothness_loss = mse_loss(predicted_smoothness.float(), smoothness)
    loss = mse_loss(predicted_depth.float(), depth) + 1e-6 * smoothness_loss
    loss.backward()
    optimizer.step()
    print(step, loss.item(), smoothness_loss.item())
