import torch
from torch import nn
from torch.nn.functional import mse_loss


class Regressor(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.head = nn.Linear(6, 8), nn.Linear(8, 1)

    def forward(self, x):
        return self.head(torch.tanh(self.encoder(x)))


model = Regressor()
encoder, head = model.encoder, model.head
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 6), torch.randn(32, 1)
trainable = [p for name, p in model.named_parameters() if name.startswith("classifier.")]
for step in range(3):
    optimizer.zero_grad()
    loss = mse_loss(model(x), y)
    loss.backward(inputs=trainable)
    optimizer.step()
    print(step, loss.item())
