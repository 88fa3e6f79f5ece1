import torch
from torch import nn
from torch.func import vmap

model = nn.Linear(6, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
x, y = torch.randn(32, 6), torch.randint(3, (32,))


def predict(sample):
    logits = model(sample)
    assert torch.isfinite(logits).all()
    return logits


for step in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(vmap(predict)(x), y)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
