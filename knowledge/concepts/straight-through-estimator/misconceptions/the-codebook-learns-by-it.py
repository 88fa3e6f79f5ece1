import torch
from torch import nn

torch.manual_seed(0)
encoder, decoder, codebook = nn.Linear(4, 2), nn.Linear(2, 4), nn.Embedding(8, 2)
x = torch.randn(32, 4)


def losses():
    z = encoder(x)
    code = codebook(torch.cdist(z, codebook.weight).argmin(dim=1))
    passed = z + (code - z).detach()
    reconstruction = ((decoder(passed) - x) ** 2).mean()
    return reconstruction, ((code - z.detach()) ** 2).mean()


reconstruction, codebook_loss = losses()
reconstruction.backward()
print("reconstruction alone: encoder", encoder.weight.grad is not None, " codebook", codebook.weight.grad)
assert encoder.weight.grad.any() and codebook.weight.grad is None

reconstruction, codebook_loss = losses()
(reconstruction + codebook_loss).backward()
print("with the codebook loss: entries moved", int(codebook.weight.grad.abs().sum(dim=1).count_nonzero()))
assert codebook.weight.grad.any()
