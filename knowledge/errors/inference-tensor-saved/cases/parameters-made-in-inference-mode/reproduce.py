import torch
from torch import nn


class LanguageModel(nn.Module):
    def __init__(self, words=20, size=8):
        super().__init__()
        self.embedding = nn.Embedding(words, size)
        self.head = nn.Linear(size, words, bias=False)

    def forward(self, tokens):
        return self.head(torch.tanh(self.embedding(tokens)))


@torch.inference_mode()
def add_tokens(model, count):
    for layer in (model.embedding, model.head):
        mean = layer.weight.mean(dim=0, keepdim=True)
        layer.weight = nn.Parameter(torch.cat([layer.weight, mean.expand(count, -1)]))


model = LanguageModel()
add_tokens(model, 4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
text = torch.randint(24, (16, 7))
inputs, labels = text[:, :-1], text[:, 1:].flatten()
for step in range(3):
    optimizer.zero_grad()
    logits = model(inputs)
    loss = nn.functional.cross_entropy(logits.flatten(0, 1), labels)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
