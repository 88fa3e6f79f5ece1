import torch
from torch import nn

# Stands for an op of a compiled library: its forward pass is all that there is of it.
FusedSwish = type(
    "FusedSwish",
    (torch.autograd.Function,),
    {"forward": staticmethod(lambda ctx, x: x * torch.sigmoid(x))},
)

hidden = nn.Linear(4, 3)
head = nn.Linear(3, 1)
optimizer = torch.optim.SGD([*hidden.parameters(), *head.parameters()], lr=0.1)
inputs = torch.randn(16, 4)
targets = torch.randn(16, 1)

for _ in range(3):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(head(FusedSwish.apply(hidden(inputs))), targets)
    loss.backward()
    optimizer.step()
