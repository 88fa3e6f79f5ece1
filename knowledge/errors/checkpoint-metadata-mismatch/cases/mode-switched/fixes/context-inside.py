from contextlib import contextmanager

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.checkpoint import checkpoint


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, self.vocabulary, self.dtype = nn.Linear(4, 8), nn.Linear(8, 5), torch.float32

    def in_low_precision(self, x):
        with low_precision(self):
            return self(x)

    def forward(self, x):
        hidden = torch.tanh(self.hidden(x).to(self.dtype)).float()
        return self.vocabulary(hidden)


@contextmanager
def low_precision(model):
    model.dtype = torch.bfloat16
    yield
    model.dtype = torch.float32


model = Decoder()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, tokens = torch.randn(12, 4), torch.randint(5, (12,))
for step in range(3):
    optimizer.zero_grad()
    logits = checkpoint(model.in_low_precision, x, use_reentrant=False)
    loss = cross_entropy(logits, tokens)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
