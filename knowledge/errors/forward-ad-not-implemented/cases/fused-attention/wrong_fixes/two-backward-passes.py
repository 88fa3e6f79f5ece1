import torch
from torch import nn
from torch.nn.functional import scaled_dot_product_attention


class Flow(nn.Module):
    """The velocity of the tokens z at the time t."""

    def __init__(self):
        super().__init__()
        self.qkv, self.out = nn.Linear(9, 24), nn.Linear(8, 8)

    def forward(self, z, t):
        q, k, v = self.qkv(torch.cat([z, t.expand(*z.shape[:-1], 1)], dim=-1)).chunk(3, dim=-1)
        q, k, v = (x.unflatten(-1, (2, 4)).transpose(1, 2) for x in (q, k, v))
        return self.out(scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))


model = Flow()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
data, noise, t = torch.randn(16, 5, 8), torch.randn(16, 5, 8), torch.rand(16, 1, 1)
inputs = (1 - t) * data + t * noise, t
velocity = noise - data
for step in range(3):
    tangents = velocity, torch.ones_like(t)
    predicted, derivative = torch.autograd.functional.jvp(model, inputs, tangents, create_graph=True)
    loss = ((predicted - (velocity - t * derivative).detach()) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
