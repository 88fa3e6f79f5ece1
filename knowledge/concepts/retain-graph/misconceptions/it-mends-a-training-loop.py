import torch
from torch import nn

torch.manual_seed(0)
x, y = torch.randn(64, 3), torch.randn(64, 1)


def train(forward_in_the_loop):
    torch.manual_seed(1)
    model = nn.Linear(3, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    losses = []
    prediction = model(x)
    for _ in range(30):
        if forward_in_the_loop:
            prediction = model(x)
        loss = ((prediction - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward(retain_graph=not forward_in_the_loop)
        optimizer.step()
        losses.append(loss.item())
    return losses, ((model(x) - y) ** 2).mean().item()


for in_the_loop in (False, True):
    losses, real = train(in_the_loop)
    print("forward in the loop:" if in_the_loop else "retain_graph=True:  ", end=" ")
    print(f"first loss {losses[0]:.4f}  last loss {losses[-1]:.4f}  loss of the trained model {real:.4f}")

stale, real = train(forward_in_the_loop=False)
assert len(set(stale)) == 1  # the printed loss never changes ...
assert real > 5 * stale[0]  # ... while each step moves on by the first gradient
losses, real = train(forward_in_the_loop=True)
assert real < losses[0]
