import torch
from torch import nn


def evaluate(model, x, y):
    model.eval()
    torch.set_grad_enabled(False)
    loss = nn.functional.mse_loss(model(x), y).item()
    model.train()
    return loss


model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
batches = [(torch.randn(16, 4), torch.randn(16, 1)) for _ in range(5)]
history = []
for epoch in range(4):
    for x, y in batches:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.requires_grad_()
        loss.backward()
        optimizer.step()
    history.append(evaluate(model, *batches[0]))
print("validation loss of each epoch", history)
