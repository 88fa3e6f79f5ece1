import torch
from torch import nn
from torch.nn import functional as F

encoder = nn.Sequential(nn.Linear(4, 8), nn.Tanh())
depth_head, class_head = nn.Linear(8, 1), nn.Linear(8, 3)
model = nn.ModuleList([encoder, depth_head, class_head])
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
images, depths, classes = torch.randn(16, 4), torch.randn(16, 1), torch.randint(3, (16,))
for step in range(3):
    features = encoder(images)
    depth_loss = F.mse_loss(depth_head(features), depths)
    class_loss = F.cross_entropy(class_head(features), classes)
    optimizer.zero_grad()
    depth_loss.backward()
    class_loss.backward(retain_graph=True)
    optimizer.step()
print(depth_loss.item(), class_loss.item())
