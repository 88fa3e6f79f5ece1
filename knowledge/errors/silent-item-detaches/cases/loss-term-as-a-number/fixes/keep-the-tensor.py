import torch
from torch import nn

encoder, head, decoder = nn.Linear(6, 3), nn.Linear(3, 1), nn.Linear(3, 6)
parameters = [*encoder.parameters(), *head.parameters(), *decoder.parameters()]
optimizer = torch.optim.SGD(parameters, lr=0.1)
x, y = torch.randn(32, 6), torch.randn(32, 1)
start = decoder.weight.detach().clone()
for step in range(10):
    hidden = torch.tanh(encoder(x))
    prediction_loss = ((head(hidden) - y) ** 2).mean()
    reconstruction_loss = ((decoder(hidden) - x) ** 2).mean()
    loss = prediction_loss + 0.5 * reconstruction_loss
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"loss {loss.item():.4f}, reconstruction {reconstruction_loss.item():.4f}")
print("decoder moved by", (decoder.weight - start).abs().max().item())
