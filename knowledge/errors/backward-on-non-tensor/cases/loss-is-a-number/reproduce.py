import torch
from torch import nn


class Restorer(nn.Module):
    def __init__(self):
        super().__init__()
        self.rough, self.fine = nn.Linear(4, 4), nn.Linear(4, 4)

    def forward(self, x):
        first = self.rough(x)
        return first, self.fine(torch.relu(first))


model = Restorer()
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
noisy, clean = torch.randn(16, 4), torch.randn(16, 4)
for step in range(3):
    optimizer.zero_grad()
    loss = 0.0
    for output in model(noisy):
        loss += criterion(output, clean).item()
    loss.backward()
    optimizer.step()
    print(f"step {step} loss {loss:.4f}")
