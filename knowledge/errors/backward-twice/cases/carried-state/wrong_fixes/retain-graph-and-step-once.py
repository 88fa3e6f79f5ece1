import torch
from torch import nn

lstm, head = nn.LSTM(3, 4, batch_first=True), nn.Linear(4, 1)
optimizer = torch.optim.SGD([*lstm.parameters(), *head.parameters()], lr=0.1)
chunks, targets = torch.randn(4, 2, 6, 3), torch.randn(4, 2, 1)
state = (torch.zeros(1, 2, 4), torch.zeros(1, 2, 4))
for chunk, target in zip(chunks, targets):
    output, state = lstm(chunk, state)
    loss = ((head(output[:, -1]) - target) ** 2).mean()
    loss.backward(retain_graph=True)
optimizer.step()
print(loss.item())
