import torch
from torch import nn

cell = nn.Linear(2, 2)
inputs = torch.randn(5, 2)
states = [torch.zeros(2)]
for t in range(5):
    states.append(torch.tanh(cell(states[t]) + inputs[t]))
states = torch.stack(states)
loss = states[-1].pow(2).sum()
loss.backward()
print(cell.weight.grad)
