import torch
from torch import nn

IMAGE = 49


class VisionLanguageModel(nn.Module):
    def __init__(self, words=50, size=16):
        super().__init__()
        self.embedding = nn.Embedding(words, size)
        self.vision = nn.Linear(8, size)
        self.head = nn.Linear(size, words)

    def forward(self, tokens, pixels):
        embeds = self.embedding(tokens)
        batch, length, size = embeds.shape
        flat = embeds.reshape(batch * length, size)
        selected = tokens.reshape(-1) == IMAGE
        flat[selected] = self.vision(pixels).reshape(-1, size)
        embeds = flat.reshape(batch, length, size)
        return self.head(torch.tanh(embeds).cumsum(dim=1))


model = VisionLanguageModel()
model.requires_grad_(False).vision.requires_grad_()
# What enable_input_require_grads() of transformers does, for gradient checkpointing with LoRA.
model.embedding.register_forward_hook(lambda module, inputs, output: output.requires_grad_())
optimizer = torch.optim.AdamW(model.vision.parameters(), lr=1e-2)

tokens, pixels = torch.randint(49, (4, 10)), torch.randn(4, 3, 8)
tokens[:, 1:4] = IMAGE
for step in range(3):
    optimizer.zero_grad()
    logits = model(tokens, pixels)
    loss = nn.functional.cross_entropy(logits[:, 4:-1].flatten(0, 1), tokens[:, 5:].flatten())
    loss.backward()
    optimizer.step()
    print(step, loss.item())
