import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, self.vocabulary = nn.Linear(4, 8), nn.Linear(8, 5)

    def forward(self, x):
        if not self.training:
            x = x[:, -1:]
        return self.vocabulary(torch.tanh(self.hidden(x)))


decoder = Decoder()
x, tokens = torch.randn(2, 6, 4), torch.randint(5, (2, 6))
optimizer = torch.optim.SGD(decoder.parameters(), lr=0.1)
logits = checkpoint(decoder, x, use_reentrant=False)
loss = F.cross_entropy(logits.flatten(0, 1), tokens.flatten())
loss.backward()
optimizer.step()
decoder.eval()
with torch.no_grad():
    print("next tokens", decoder(x).argmax(-1).flatten().tolist())
