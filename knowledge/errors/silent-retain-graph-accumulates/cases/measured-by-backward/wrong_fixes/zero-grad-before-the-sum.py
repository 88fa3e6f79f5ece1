import torch
from torch import nn
from torch.nn.functional import mse_loss

encoder, depth_head, normal_head = nn.Linear(6, 16), nn.Linear(16, 1), nn.Linear(16, 3)
model = nn.ModuleList([encoder, depth_head, normal_head])
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, depth, normal = torch.randn(64, 6), torch.randn(64, 1), torch.randn(64, 3)

for step in range(5):
    hidden = encoder(x).tanh()
    depth_loss, normal_loss = mse_loss(depth_head(hidden), depth), mse_loss(normal_head(hidden), normal)
    optimizer.zero_grad()
    depth_loss.backward(retain_graph=True)
    depth_norm = encoder.weight.grad.norm()
    normal_loss.backward(retain_graph=True)
    normal_norm = encoder.weight.grad.norm()
    loss = depth_loss + normal_loss
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item(), depth_norm.item(), normal_norm.item())
