import torch
from torch import nn

value = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.SGD(value.parameters(), lr=0.05)
traces = [torch.zeros_like(p) for p in value.parameters()]
states, rewards = torch.randn(6, 4), torch.randn(5)
gamma, decay = 0.9, 0.8
for state, following, reward in zip(states, states[1:], rewards):
    optimizer.zero_grad()
    prediction = value(state.unsqueeze(0))
    prediction.sum().backward()
    with torch.no_grad():
        delta = reward + gamma * value(following.unsqueeze(0)) - prediction
        for index, p in enumerate(value.parameters()):
            traces[index] = gamma * decay * traces[index] + p.grad
            p.grad = -delta * traces[index]
    optimizer.step()
    print("value", prediction.item())
