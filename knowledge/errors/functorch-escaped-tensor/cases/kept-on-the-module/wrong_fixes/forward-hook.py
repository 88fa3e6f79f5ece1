import torch
from torch import nn
from torch.func import vmap


class AttentionPooling(nn.Module):
    def __init__(self):
        super().__init__()
        self.score = nn.Linear(4, 1)
        self.head = nn.Linear(4, 1)

    def forward(self, bag):  # one bag: (items, 4)
        self.weights = self.score(bag).softmax(dim=0)
        return self.head((self.weights * bag).sum(dim=0))


model = AttentionPooling()
kept = []
model.score.register_forward_hook(lambda module, args, output: kept.append(output.softmax(dim=0)))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
bags, y = torch.randn(16, 6, 4), torch.randn(16, 1)

for step in range(5):
    prediction = vmap(model)(bags)
    weights = kept[-1]
    entropy = -(weights * weights.log()).sum(dim=1).mean()
    loss = ((prediction - y) ** 2).mean() - 0.1 * entropy
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
