import torch
from torch import nn

encoder = nn.Sequential(nn.Linear(8, 16), nn.ReLU())
head = nn.Linear(16, 3)
model = nn.Sequential(encoder, head)


def slow_down_the_encoder(module, grad_input, grad_output):
    grad_input = (grad_input[0] * 0.1,)


head.register_full_backward_hook(slow_down_the_encoder)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(32, 8), torch.randint(3, (32,))
for step in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
