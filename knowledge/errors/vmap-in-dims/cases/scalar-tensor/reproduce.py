import torch
from torch import nn
from torch.func import vmap

encoder = nn.Linear(6, 8)
log_scale = nn.Parameter(torch.tensor(1.0))
optimizer = torch.optim.SGD([*encoder.parameters(), log_scale], lr=0.1)
x, keys = torch.randn(32, 6), torch.randn(32, 5, 8)  # the first key of each sample is its own


def sample_loss(query, candidates, scale):
    logits = (candidates @ query) * scale.exp()
    return -logits.log_softmax(dim=0)[0]


for step in range(3):
    optimizer.zero_grad()
    losses = vmap(sample_loss)(encoder(x), keys, log_scale)
    losses.mean().backward()
    optimizer.step()
    print(step, losses.mean().item(), log_scale.item())
