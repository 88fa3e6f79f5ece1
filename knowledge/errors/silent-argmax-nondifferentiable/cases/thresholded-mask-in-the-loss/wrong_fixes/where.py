import torch
from torch import nn

model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
pixels = torch.randn(64, 3)
truth = (pixels[:, 0] > 0.8).float()
for step in range(5):
    optimizer.zero_grad()
    logits = model(pixels).squeeze(1)
    mask = torch.where(torch.sigmoid(logits) > 0.5, 1.0, 0.0)
    dice = 2 * (mask * truth).sum() / (mask.sum() + truth.sum())
    entropy = nn.functional.binary_cross_entropy_with_logits(logits, truth)
    loss = entropy + (1 - dice)
    loss.backward()
    optimizer.step()
print(entropy.item(), dice.item())
