import torch
from torch import nn

backbone = nn.Sequential(nn.Linear(8, 16), nn.Tanh())
model = nn.Sequential(backbone, nn.Linear(16, 3))
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)

x, y = torch.randn(64, 8), torch.randint(3, (64,))
for epoch in range(10):
    if epoch == 5:
        for p in backbone.parameters():
            p.requires_grad = False
    with torch.set_grad_enabled(epoch < 5):
        features = backbone(x)
    loss = nn.functional.cross_entropy(model[1](features), y)
    optimizer.zero_grad(set_to_none=False)
    loss.backward()
    optimizer.step()
    print(epoch, backbone[0].weight.norm().item())
