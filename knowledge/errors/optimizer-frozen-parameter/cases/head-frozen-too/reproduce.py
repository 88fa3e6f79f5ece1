import torch
from torch import nn


class SGD(torch.optim.SGD):
    """Refuses frozen parameters, as the optimizers of torch 0.4.0 did."""

    def add_param_group(self, group):
        group["params"] = list(group["params"])
        if not all(param.requires_grad for param in group["params"]):
            raise ValueError("optimizing a parameter that doesn't require gradients")
        super().add_param_group(group)


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(8, 16), nn.Tanh())
        self.head = nn.Linear(16, 3)

    def forward(self, x):
        return self.head(self.backbone(x))


model = Classifier()
for param in model.parameters():
    param.requires_grad = False
optimizer = SGD(model.head.parameters(), lr=0.1, momentum=0.9)

x, y = torch.randn(32, 8), torch.randint(3, (32,))
for epoch in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
