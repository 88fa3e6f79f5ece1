import torch
from torch import nn
from torch.nn.functional import cross_entropy


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(4, 16), nn.ReLU())
        self.head = nn.Linear(16, 3)

    def forward(self, x):
        return self.head(self.backbone(x))


model = Classifier()
for parameter in model.parameters():
    parameter.requires_grad = False

optimizer = torch.optim.Adam(model.head.parameters(), lr=0.01)
x, y = torch.randn(32, 4), torch.randint(3, (32,))
for epoch in range(3):
    optimizer.zero_grad()
    logits = model(x)
    loss = cross_entropy(logits, y)
    loss.requires_grad_()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
