import torch
from torch import nn

torch.manual_seed(0)
lstm, head = nn.LSTM(3, 8), nn.Linear(8, 1)
optimizer = torch.optim.SGD([*lstm.parameters(), *head.parameters()], lr=0.1)
x, y = torch.randn(20, 4, 3), torch.randn(20, 4, 1)  # 20 steps of 4 sequences

state = None  # zeros, at the beginning of the sequences
for x_part, y_part in zip(x.split(5), y.split(5)):  # chunks of 5 steps
    if state is not None:
        print("state comes with", state[0].grad_fn.name(), end=", ")
        state = tuple(part.detach() for part in state)  # an LSTM has two: h and c
        print("and goes on with", state[0].grad_fn)
    output, state = lstm(x_part, state)
    loss = ((head(output) - y_part) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"loss {loss.item():.4f}")
