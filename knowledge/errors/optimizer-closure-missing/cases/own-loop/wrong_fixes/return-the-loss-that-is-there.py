import torch
from torch import nn

model = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.LBFGS(model.parameters(), lr=1.0, line_search_fn="strong_wolfe")
x = torch.linspace(-1, 1, 64).unsqueeze(1)
y = torch.sin(3 * x)
for epoch in range(5):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step(lambda: loss)
    print(epoch, loss.item())
