import torch
from torch import nn
from torch.nn.functional import cross_entropy


class Captioner(nn.Module):
    def __init__(self, words=50, size=16):
        super().__init__()
        self.embedding, self.vision = nn.Embedding(words, size), nn.Linear(12, size)
        self.adapter, self.head = nn.Linear(size, size), nn.Linear(size, words)

    def forward(self, tokens, images):
        embeds = self.embedding(tokens)
        embeds = embeds + self.vision(images)[:, None]
        return self.head(embeds + torch.tanh(self.adapter(embeds)))


model = Captioner()
for name, parameter in model.named_parameters():
    parameter.requires_grad = name.startswith(("adapter", "vision"))
model.embedding.register_forward_hook(lambda module, inputs, output: output.requires_grad_())
optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-2)

tokens, images = torch.randint(50, (8, 7)), torch.randn(8, 12)
for step in range(3):
    optimizer.zero_grad()
    logits = model(tokens[:, :-1], images)
    loss = cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())
    loss.backward()
    optimizer.step()
    print(step, loss.item())
