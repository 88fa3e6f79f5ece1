import torch
from torch import nn

cell, readout = nn.GRUCell(3, 8), nn.Linear(8, 1)
optimizer = torch.optim.SGD([*cell.parameters(), *readout.parameters()], lr=0.1)
clips, wanted = torch.randn(4, 6, 16, 3), torch.rand(4, 6, 16, 1)
for clip, target in zip(clips, wanted):
    state, loss = torch.zeros(16, 8), 0
    for x, y in zip(clip, target):
        state = cell(x, state)
        loss = loss + ((readout(state) - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

stream = torch.randn(200, 1, 3)  # the trained network listens, frame by frame
state, scores = torch.zeros(1, 8), []
for frame in stream:
    state = cell(frame, state.detach())
    scores.append(readout(state).item())
print(len(scores), scores[-1])
