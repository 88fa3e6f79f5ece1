import torch
from torch import nn

weight_of = torch.tensor([1.0, 2.0, 4.0])


def weighted_loss(logits, targets):
    losses = []
    for scores, target in zip(logits, targets):
        loss = -scores.log_softmax(dim=0)[target] * weight_of[target]
        losses.append(loss.item())
    return torch.tensor(losses, requires_grad=True).mean()


model = nn.Linear(8, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scaler = torch.amp.GradScaler("cpu")

x, y = torch.randn(32, 8), torch.randint(3, (32,))
for epoch in range(3):
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.float16):
        logits = model(x)
    loss = weighted_loss(logits.float(), y)
    scaler.scale(loss).backward()
    if any(p.grad is not None for p in model.parameters()):
        scaler.step(optimizer)
        scaler.update()
    print(epoch, loss.item())
