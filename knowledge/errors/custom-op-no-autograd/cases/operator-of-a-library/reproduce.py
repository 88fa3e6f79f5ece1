import torch
from torch import nn


@torch.library.custom_op("fast_attention::attention", mutates_args=())  # as it comes with a library, for inference
def fast_attention(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    return nn.functional.scaled_dot_product_attention(q, k, v)


class SelfAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(8, 24)
        self.out = nn.Linear(8, 8)

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        return x + self.out(fast_attention(q, k, v))


model = nn.Sequential(nn.Embedding(10, 8), SelfAttention(), nn.Linear(8, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
tokens, targets = torch.randint(10, (4, 12)), torch.randint(10, (4, 12))
for step in range(3):
    optimizer.zero_grad()
    logits = model(tokens)
    loss = nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten())
    loss.backward()
    optimizer.step()
    print(step, loss.item())
