import torch
from torch import nn
from torch.utils.checkpoint import checkpoint


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(8, 8)
        self.lora_a = nn.Linear(8, 2, bias=False)
        self.lora_b = nn.Linear(2, 8, bias=False)

    def forward(self, x):
        return torch.tanh(self.dense(x) + self.lora_b(self.lora_a(x)))


class LanguageModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 8)
        self.block = Block()
        self.head = nn.Linear(8, 20)

    def forward(self, tokens):
        hidden = self.embedding(tokens)
        hidden = checkpoint(self.block, hidden, use_reentrant=True)
        return self.head(hidden)


model = LanguageModel()
model.embedding.requires_grad_(False)
model.block.dense.requires_grad_(False)
trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
optimizer = torch.optim.SGD(trained, lr=0.1)
tokens, following = torch.randint(20, (12,)), torch.randint(20, (12,))
start = model.block.lora_a.weight.detach().clone()
model.train()
for step in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(tokens), following)
    loss.backward()
    optimizer.step()
print("adapter moved by", (model.block.lora_a.weight - start).abs().max().item())
