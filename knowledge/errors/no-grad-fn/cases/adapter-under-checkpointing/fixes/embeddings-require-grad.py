import torch
from torch import nn
from torch.utils.checkpoint import checkpoint


class LoraBlock(nn.Module):
    def __init__(self, size, rank=4):
        super().__init__()
        self.base = nn.Linear(size, size)
        self.lora_a = nn.Linear(size, rank, bias=False)
        self.lora_b = nn.Linear(rank, size, bias=False)
        nn.init.zeros_(self.lora_b.weight)

    def forward(self, hidden):
        return hidden + torch.tanh(self.base(hidden) + self.lora_b(self.lora_a(hidden)))


class LanguageModel(nn.Module):
    def __init__(self, words=50, size=16):
        super().__init__()
        self.embedding = nn.Embedding(words, size)
        self.blocks = nn.ModuleList(LoraBlock(size) for _ in range(2))
        self.head = nn.Linear(size, words)

    def forward(self, tokens):
        hidden = self.embedding(tokens)
        for block in self.blocks:
            hidden = checkpoint(block, hidden, use_reentrant=True)
        return self.head(hidden)


model = LanguageModel()
model.embedding.register_forward_hook(lambda module, inputs, output: output.requires_grad_())
for name, parameter in model.named_parameters():
    parameter.requires_grad = "lora" in name
optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-2)

tokens = torch.randint(50, (8, 7))
for step in range(3):
    optimizer.zero_grad()
    logits = model(tokens[:, :-1])
    loss = nn.functional.cross_entropy(logits.flatten(0, 1), tokens[:, 1:].flatten())
    loss.backward()
    optimizer.step()
    print(step, loss.item())
