import torch
from torch import nn
from torch.nn.functional import cross_entropy


def fgsm(model, x, y, epsilon=0.5):
    x = x.clone().requires_grad_()
    logits = model(x)
    loss = cross_entropy(logits, y)
    loss.backward()
    return (x + epsilon * x.grad.sign()).detach()


def evaluate(model, x, y):
    model.eval()
    attacked = fgsm(model, x, y)
    with torch.no_grad():
        clean = (model(x).argmax(1) == y).float().mean()
        robust = (model(attacked).argmax(1) == y).float().mean()
    return clean.item(), robust.item()


model = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
x = torch.randn(256, 4)
y = x[:, :3].argmax(1)
history = []
for epoch in range(3):
    model.train()
    optimizer.zero_grad()
    loss = cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    history.append(evaluate(model, x, y))
    print(epoch, history[-1])
