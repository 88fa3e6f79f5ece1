import torch
from torch import nn
from torch.func import functional_call
from torch.nn.functional import cross_entropy


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(4, 16)
        self.pooler = nn.Linear(16, 16)
        self.head = nn.Linear(16, 3)

    def forward(self, x):
        return self.head(torch.tanh(self.body(x)))


model = Encoder()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
tasks = [(torch.randn(10, 4), torch.randint(3, (10,)), torch.randn(10, 4), torch.randint(3, (10,))) for _ in range(3)]
for x, y, query_x, query_y in tasks:
    weights = dict(model.named_parameters())
    loss = cross_entropy(functional_call(model, weights, (x,)), y)
    gradients = torch.autograd.grad(loss, weights.values(), create_graph=True, allow_unused=True)
    adapted = {name: w if g is None else w - 0.4 * g for (name, w), g in zip(weights.items(), gradients)}
    query_loss = cross_entropy(functional_call(model, adapted, (query_x,)), query_y)
    optimizer.zero_grad()
    query_loss.backward()
    optimizer.step()
    print(query_loss.item())
