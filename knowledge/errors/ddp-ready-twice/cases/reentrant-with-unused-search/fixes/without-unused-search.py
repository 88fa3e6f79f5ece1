import torch
import torch.distributed as dist
from torch import nn
from torch.nn.functional import cross_entropy
from torch.nn.parallel import DistributedDataParallel
from torch.utils.checkpoint import checkpoint


class LoraBlock(nn.Module):
    def __init__(self, size, rank=2):
        super().__init__()
        self.dense = nn.Linear(size, size)
        self.lora_a = nn.Linear(size, rank, bias=False)
        self.lora_b = nn.Linear(rank, size, bias=False)

    def forward(self, hidden):
        return hidden + torch.tanh(self.dense(hidden) + self.lora_b(self.lora_a(hidden)))


class LanguageModel(nn.Module):
    def __init__(self, words=20, size=8):
        super().__init__()
        self.embedding = nn.Embedding(words, size)
        self.blocks = nn.ModuleList(LoraBlock(size) for _ in range(2))
        self.head = nn.Linear(size, words)

    def forward(self, input_ids):
        hidden = self.embedding(input_ids).requires_grad_()
        for block in self.blocks:
            hidden = checkpoint(block, hidden, use_reentrant=True)
        return self.head(hidden)


dist.init_process_group("gloo")
torch.manual_seed(0)
network = LanguageModel()
for name, parameter in network.named_parameters():
    parameter.requires_grad = "lora" in name
model = DistributedDataParallel(network)
optimizer = torch.optim.SGD([p for p in network.parameters() if p.requires_grad], lr=0.1)
input_ids, labels = torch.randint(20, (2, dist.get_world_size(), 12))
rank = dist.get_rank()
for step in range(3):
    optimizer.zero_grad()
    loss = cross_entropy(model(input_ids[rank]), labels[rank])
    loss.backward()
    optimizer.step()
print(loss.item())
dist.destroy_process_group()
