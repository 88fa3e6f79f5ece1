import torch
from torch import nn

rnn, readout = nn.GRU(3, 8), nn.Linear(8, 1)
optimizer = torch.optim.SGD([*rnn.parameters(), *readout.parameters()], lr=0.1)
sequences = torch.randn(3, 60, 16, 3)  # three recordings of 60 time steps, 16 channels side by side
wanted = sequences.cumsum(dim=1)[..., :1].tanh()
for sequence, target in zip(sequences, wanted):
    optimizer.zero_grad()
    state = torch.zeros(1, 16, 8)
    for x, y in zip(sequence.split(6), target.split(6)):
        output, state = rnn(x, state.detach())
        loss = ((readout(output) - y) ** 2).mean() / 10
        loss.backward()
    optimizer.step()
    print(loss.item())
