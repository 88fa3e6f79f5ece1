import torch
from torch import nn
from torch.utils.checkpoint import checkpoint


class LoraBlock(nn.Module):
    def __init__(self, size, rank=2):
        super().__init__()
        self.dense = nn.Linear(size, size)
        self.lora_a = nn.Linear(size, rank, bias=False)
        self.lora_b = nn.Linear(rank, size, bias=False)
        nn.init.zeros_(self.lora_b.weight)

    def forward(self, hidden):
        return hidden + torch.tanh(self.dense(hidden) + self.lora_b(self.lora_a(hidden)))


class LanguageModel(nn.Module):
    def __init__(self, words=20, size=8):
        super().__init__()
        self.embedding = nn.Embedding(words, size)
        self.blocks = nn.ModuleList(LoraBlock(size) for _ in range(2))
        self.head = nn.Linear(size, words)

    def forward(self, input_ids):
        hidden = self.embedding(input_ids)
        for block in self.blocks:
            hidden = checkpoint(block, hidden, use_reentrant=True)
        return self.head(hidden)


model = LanguageModel()
for name, parameter in model.named_parameters():
    parameter.requires_grad = "lora" in name or "head" in name
optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.1)
input_ids, labels = torch.randint(20, (12,)), torch.randint(20, (12,))
for step in range(3):
    optimizer.zero_grad()
    input_ids.requires_grad_()
    loss = nn.functional.cross_entropy(model(input_ids), labels)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
