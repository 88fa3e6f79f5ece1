import torch
from torch import nn


class Trainer:
    def __init__(self, model, optimizer):
        self.model, self.optimizer = model, optimizer

    def fit(self, x, y, epochs):
        for epoch in range(epochs):
            self.optimizer.zero_grad()
            loss = ((self.model(x) - y) ** 2).mean()
            loss.backward()
            self.optimizer.step()
            print(epoch, loss.item())


model = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.LBFGS(model.parameters(), lr=1.0, line_search_fn="strong_wolfe")
x = torch.linspace(-1, 1, 64).unsqueeze(1)
y = torch.sin(3 * x)
Trainer(model, optimizer).fit(x, y, epochs=5)
