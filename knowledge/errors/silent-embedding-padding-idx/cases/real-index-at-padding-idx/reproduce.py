import torch
from torch import nn


class Ratings(nn.Module):
    def __init__(self, users, items):
        super().__init__()
        self.users = nn.Embedding(users, 4, padding_idx=0)
        self.items = nn.Embedding(items, 4, padding_idx=0)

    def forward(self, user, item):
        return (self.users(user) * self.items(item)).sum(1)


model = Ratings(users=6, items=10)
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
user, item = torch.cartesian_prod(torch.arange(6), torch.arange(10)).T
rating = 3 + torch.sin(1.0 * user) + torch.cos(1.0 * item)
for epoch in range(200):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(user, item), rating)
    loss.backward()
    optimizer.step()
print(loss.item(), "user 0:", (model(user, item) - rating)[user == 0].abs().mean().item())
