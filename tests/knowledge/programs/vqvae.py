import torch
from torch import nn
from torch.nn import functional as F


class VectorQuantizerEMA(nn.Module):
    def __init__(self, n_embed, dim, decay=0.99, temperature=1.0):
        super().__init__()
        self.decay, self.temperature = decay, temperature
        self.register_buffer("embed", torch.randn(dim, n_embed))

    def forward(self, inputs):
        flatten = inputs.permute(0, 2, 3, 1).reshape(-1, self.embed.shape[0])
        logits = 2 * flatten @ self.embed - self.embed.pow(2).sum(0)
        soft = F.softmax(logits / self.temperature, dim=1)
        onehot = F.one_hot(logits.argmax(1), logits.shape[1]).type(flatten.dtype)
        quantize = (onehot @ self.embed.t()).view(inputs.shape[0], *inputs.shape[2:], -1).permute(0, 3, 1, 2)

        if self.training:
            with torch.no_grad():
                centers = flatten.t() @ onehot / onehot.sum(0).clamp(min=1)
                self.embed.mul_(self.decay).add_(centers, alpha=1 - self.decay)

        diff = (quantize.detach() - inputs).pow(2).mean()
        usage = (soft.mean(0) * soft.mean(0).clamp(min=1e-8).log()).sum()
        return inputs + (quantize - inputs).detach(), diff, usage


class VQVAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Sequential(nn.Conv2d(1, 16, 4, 2, 1), nn.ReLU(inplace=True), nn.Conv2d(16, 8, 3, 1, 1))
        self.quantize = VectorQuantizerEMA(32, 8)
        self.dec = nn.Sequential(nn.Conv2d(8, 16, 3, 1, 1), nn.ReLU(inplace=True), nn.ConvTranspose2d(16, 1, 4, 2, 1))

    def forward(self, x):
        quant, diff, usage = self.quantize(self.enc(x))
        return self.dec(quant), diff, usage


model = VQVAE()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
for i in range(3):
    img = torch.rand(4, 1, 8, 8)
    model.zero_grad()
    out, latent_loss, usage = model(img)
    loss = F.mse_loss(out, img) + 0.25 * latent_loss + 0.1 * usage
    loss.backward()
    optimizer.step()
