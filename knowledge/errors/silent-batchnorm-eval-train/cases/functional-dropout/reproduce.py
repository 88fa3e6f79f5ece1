import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(4, 32)
        self.out = nn.Linear(32, 1)

    def forward(self, x):
        x = F.relu(self.hidden(x))
        x = F.dropout(x, 0.2)
        return self.out(x)


model = Net()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
x, test = torch.randn(256, 4), torch.randn(64, 4)
y = x.sum(1, keepdim=True)
for step in range(50):
    model.train()
    optimizer.zero_grad()
    loss = F.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()

model.eval()
with torch.no_grad():
    prediction = model(test)
print("test loss", F.mse_loss(prediction, test.sum(1, keepdim=True)).item())
