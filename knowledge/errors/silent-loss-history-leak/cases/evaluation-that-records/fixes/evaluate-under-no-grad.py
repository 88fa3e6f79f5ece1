import torch
from torch import nn


@torch.no_grad()
def evaluate(model, batches):
    total, predictions = 0.0, []
    for x, y in batches:
        output = model(x)
        total += ((output - y) ** 2).mean()
        predictions.append(output)
    return total / len(batches), torch.cat(predictions)


model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
batches = [(torch.randn(16, 4), torch.randn(16, 1)) for _ in range(20)]
validation_loss, predictions = evaluate(model, batches)
for x, y in batches:
    loss = ((model(x) - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("before", validation_loss, "largest prediction", predictions.max())
