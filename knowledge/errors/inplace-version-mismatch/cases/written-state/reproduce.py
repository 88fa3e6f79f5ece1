import torch
from torch import nn

cell = nn.Linear(2, 2)
inputs = torch.randn(5, 2)
states = torch.zeros(6, 2)
for t in range(5):
    states[t + 1] = torch.tanh(cell(states[t]) + inputs[t])
loss = states[-1].pow(2).sum()
loss.backward()
print(cell.weight.grad)
