import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, x):
        out = self.norm(self.conv(x))
        out += x
        return torch.relu(out)


model = nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), Block(4), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))
for module in model.modules():
    if hasattr(module, "inplace"):
        module.inplace = False
norms = {}


def log_norm(module, grad_input, grad_output):
    norms.setdefault(module, []).append(grad_output[0].norm().item())


for module in (model[1].conv, model[1].norm):
    module.register_full_backward_hook(log_norm)

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
images, labels = torch.randn(8, 1, 8, 8), torch.randint(2, (8,))
for step in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(images), labels)
    loss.backward()
    optimizer.step()
    print(step, loss.item(), [values[-1] for values in norms.values()])
