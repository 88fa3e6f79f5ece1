import torch
from torch import nn

model = nn.Sequential(nn.Linear(5, 16), nn.ReLU(), nn.Linear(16, 3))
x = torch.randn(12, 5)
predictions = []
with torch.no_grad():
    for batch in x.split(4):
        logits = model(batch)
        predictions.append(logits.argmax(dim=1))
predictions = torch.cat(predictions)
print(predictions)
