import torch
from torch import nn


class FocalLoss(nn.Module):
    def __init__(self, gamma=2.0, alpha=0.25):
        super().__init__()
        self.gamma, self.alpha = gamma, alpha

    def forward(self, logits, labels):
        bce = nn.functional.binary_cross_entropy_with_logits(logits, labels, reduction="none")
        return (self.alpha * (1 - torch.exp(-bce)) ** self.gamma * bce).mean()


model = nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
inputs, targets = torch.randn(32, 5), torch.randint(2, (32, 1)).float()
for epoch in range(3):
    optimizer.zero_grad()
    outputs = model(inputs)
    loss = FocalLoss(outputs, targets)
    loss.backward()
    optimizer.step()
    print("epoch", epoch, loss)
