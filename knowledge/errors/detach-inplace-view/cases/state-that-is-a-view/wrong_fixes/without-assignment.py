import torch
from torch import nn

rnn, head = nn.GRU(4, 8, num_layers=2), nn.Linear(8, 4)
optimizer = torch.optim.Adam([*rnn.parameters(), *head.parameters()], lr=1e-2)
sequence = torch.randn(25, 3, 4)
state = torch.zeros(2, 3, 8)
for start in range(0, 24, 8):
    optimizer.zero_grad()
    output, state = rnn(sequence[start : start + 8], state)
    loss = nn.functional.mse_loss(head(output), sequence[start + 1 : start + 9])
    loss.backward()
    optimizer.step()
    for part in state:
        part.detach()
    print(start, loss.item())
