import torch
from torch import nn
from torch.nn.functional import mse_loss

decoder = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 8))
critic = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 1)).requires_grad_(False)
compiled = torch.compile(decoder, backend="aot_eager")
optimizer = torch.optim.SGD(decoder.parameters(), lr=0.1)
codes, images = torch.randn(32, 4), torch.randn(32, 8)


def balance(reconstruction, adversarial, last):
    """How much the adversarial loss may count: the ratio of the gradients at the last layer."""
    (first,) = torch.autograd.grad(reconstruction, last)
    (second,) = torch.autograd.grad(adversarial, last)
    return (first.norm() / (second.norm() + 1e-4)).clamp(0, 10)


for epoch in range(4):
    decoded = compiled(codes)
    loss = reconstruction = mse_loss(decoded, images)
    if epoch >= 2:
        adversarial = -critic(decoded).mean()
        weight = balance(reconstruction, adversarial, decoder[2].weight)
        loss = reconstruction + weight * adversarial
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
