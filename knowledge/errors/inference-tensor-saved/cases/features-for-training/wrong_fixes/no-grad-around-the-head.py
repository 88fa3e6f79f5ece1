import torch
from torch import nn

backbone = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 16))
backbone.eval()
model = nn.Linear(16, 3)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)

images, labels = torch.randn(64, 8), torch.randint(3, (64,))
with torch.inference_mode():
    inputs = backbone(images)

for step in range(3):
    optimizer.zero_grad()
    with torch.no_grad():
        logits = model(inputs)
    loss = nn.functional.cross_entropy(logits, labels)
    loss.requires_grad_().backward()
    optimizer.step()
    print(step, loss.item())
