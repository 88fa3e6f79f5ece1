import torch
from torch import nn
from torch.utils.checkpoint import checkpoint, set_checkpoint_early_stop


class Block(nn.Module):
    def __init__(self, size=8):
        super().__init__()
        self.linear = nn.Linear(size, size)

    def forward(self, tokens):
        hidden = self.linear(tokens)
        hidden = (hidden - hidden.mean(1, keepdim=True)) / hidden.std(1, keepdim=True)
        return tokens + torch.tanh(hidden)


block = torch.compile(Block(), backend="aot_eager")
head = nn.Linear(8, 4)
optimizer = torch.optim.SGD([*block.parameters(), *head.parameters()], lr=0.1)
query, passage = torch.randn(4, 3, 8), torch.randn(4, 7, 8)


def encode(tokens):
    hidden = checkpoint(block, tokens, use_reentrant=False, determinism_check="none")
    return head(hidden.amax(1))


for step in range(3):
    optimizer.zero_grad()
    with set_checkpoint_early_stop(False):
        loss = (encode(query) - encode(passage)).square().mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
