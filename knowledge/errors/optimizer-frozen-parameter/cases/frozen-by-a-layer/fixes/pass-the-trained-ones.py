import torch
from torch import nn


class SGD(torch.optim.SGD):
    """Refuses frozen parameters, as the optimizers of torch 0.4.0 did."""

    def add_param_group(self, group):
        group["params"] = list(group["params"])
        if not all(param.requires_grad for param in group["params"]):
            raise ValueError("optimizing a parameter that doesn't require gradients")
        super().add_param_group(group)


class Tagger(nn.Module):
    def __init__(self, vectors):
        super().__init__()
        self.embedding = nn.Embedding.from_pretrained(vectors)
        self.head = nn.Linear(8, 3)

    def forward(self, words):
        return self.head(self.embedding(words).mean(1))


model = Tagger(torch.randn(50, 8))
optimizer = SGD([p for p in model.parameters() if p.requires_grad], lr=0.1, momentum=0.9)

words, y = torch.randint(50, (32, 5)), torch.randint(3, (32,))
for epoch in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(words), y)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
