import torch
from torch import nn

moved = {}
for name, options in {"SGD": {}, "AdamW": {}, "AdamW, weight_decay=0": {"weight_decay": 0.0}}.items():
    torch.manual_seed(0)
    embedding = nn.Embedding(3, 2)
    before = embedding.weight.detach().clone()
    embedding.weight.register_hook(lambda gradient: gradient * torch.tensor([[0.0], [1.0], [1.0]]))
    optimizer = getattr(torch.optim, name.split(",")[0])(embedding.parameters(), lr=0.1, **options)
    for _ in range(3):
        optimizer.zero_grad()
        embedding(torch.tensor([0, 1])).pow(2).sum().backward()
        optimizer.step()
    moved[name] = (embedding.weight.detach() - before).abs().amax(1)
    print(f"{name}: rows moved by", [round(value, 4) for value in moved[name].tolist()])
    assert not embedding.weight.grad[0].any() and moved[name][1] > 0

assert moved["SGD"][0] == 0 and moved["AdamW, weight_decay=0"][0] == 0
assert moved["AdamW"][0] > 0  # weight decay moves the row all the same
