import torch
from torch import nn


class QuantizedLinear(nn.Linear):
    step = 0.125

    def forward(self, x):
        weight = torch.fake_quantize_per_tensor_affine(self.weight, self.step, 0, -128, 127)
        return nn.functional.linear(x, weight, self.bias)


model = nn.Sequential(QuantizedLinear(8, 32), nn.ReLU(), QuantizedLinear(32, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
x = torch.randn(256, 8)
y = (x[:, :3] * x[:, 3:6]).argmax(dim=1)
for epoch in range(100):
    logits = model(x)
    loss = nn.functional.cross_entropy(logits, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item(), "accuracy", (logits.argmax(dim=1) == y).float().mean().item())
