import torch
from torch import nn

model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 3), torch.randn(32, 1)

nn.functional.mse_loss(model(x), y).backward()
print("one batch of 32:     ", model.weight.grad)

optimizer.zero_grad()
accumulation = 4
for small_x, small_y in zip(x.chunk(accumulation), y.chunk(accumulation)):
    loss = nn.functional.mse_loss(model(small_x), small_y) / accumulation
    loss.backward()
print("four batches of 8:   ", model.weight.grad)
optimizer.step()
optimizer.zero_grad()
