import torch
from torch import nn


class GraphLayer(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.message = nn.Linear(size, size)
        self.update = nn.Linear(2 * size, size)

    def forward(self, nodes, source, target):
        messages = torch.tanh(self.message(nodes[source]))
        index = target[:, None].expand_as(messages)
        received = torch.zeros_like(nodes).scatter_add(0, index, messages)
        return self.update(torch.cat([nodes, received], dim=1))


model = GraphLayer(5)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
nodes, wanted = torch.randn(6, 5), torch.randn(6, 5)
source = torch.tensor([0, 1, 2, 3, 4, 5, 0, 2])
target = torch.tensor([1, 2, 1, 4, 5, 0, 4, 4])
for epoch in range(3):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(nodes, source, target), wanted)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
