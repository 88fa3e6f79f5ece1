import torch
from torch import nn
from torch.nn.functional import mse_loss

hyper = nn.Linear(4, 6)
main = nn.Linear(3, 2, bias=False)
optimizer = torch.optim.SGD(hyper.parameters(), lr=0.1)
tasks = torch.randn(5, 4)
x, targets = torch.randn(16, 3), torch.randn(5, 16, 2)
for task, y in zip(tasks, targets):
    optimizer.zero_grad()
    weight = hyper(task).view(2, 3)
    main.weight = nn.Parameter(weight)
    loss = mse_loss(main(x), y)
    loss.backward()
    optimizer.step()
    print(loss.item())
