import torch
from torch import nn

model = nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
x, y = torch.randn(64, 6), torch.randint(3, (64,))
for epoch in range(20):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()

model.eval()
image = x[:1].clone()
scores = model(image)
image.requires_grad_()
image.retain_grad()
scores[0, y[0]].backward()
saliency = image.grad
print("saliency:", saliency)
