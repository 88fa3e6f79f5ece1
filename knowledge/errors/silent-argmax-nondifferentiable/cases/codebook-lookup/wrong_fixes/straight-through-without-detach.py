import torch
from torch import nn

encoder, decoder = nn.Linear(4, 2), nn.Linear(2, 4)
codebook = nn.Parameter(torch.randn(8, 2))
optimizer = torch.optim.SGD([*encoder.parameters(), *decoder.parameters(), codebook], lr=0.1)
x = torch.randn(32, 4)
start = encoder.weight.detach().clone()
for step in range(5):
    optimizer.zero_grad()
    latent = encoder(x)
    nearest = torch.cdist(latent, codebook).argmin(dim=1)
    quantized = codebook[nearest]
    codebook_loss = ((quantized - latent.detach()) ** 2).mean()
    passed = latent + (quantized - latent)
    loss = ((decoder(passed) - x) ** 2).mean() + codebook_loss
    loss.backward()
    optimizer.step()
print("encoder moved by", (encoder.weight - start).abs().max().item())
