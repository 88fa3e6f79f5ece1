import torch
from torch import nn

backbone = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU())
model = nn.Sequential(backbone, nn.Linear(8, 3))
model.train()
backbone.requires_grad_(False)
backbone.eval()
optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=0.01)
print("trained:", [name for name, p in model.named_parameters() if p.requires_grad])

before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
x, y = torch.randn(32, 4), torch.randint(3, (32,))
for _ in range(3):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x), y).backward()
    optimizer.step()
print("changed:", [name for name, tensor in model.state_dict().items() if not torch.equal(tensor, before[name])])
