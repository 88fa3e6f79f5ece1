import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.dead, self.head = nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 1)
        self.frozen = nn.Linear(4, 4).requires_grad_(False)
        self.unused = nn.Linear(4, 4)

    def forward(self, x):
        hidden = self.frozen(self.encoder(x).detach())
        return self.head(hidden + torch.relu(self.dead(hidden) - 100))


model = Model()
loss = model(torch.randn(8, 4)).square().mean()
weights = {name: p for name, p in model.named_parameters() if p.requires_grad}
gradients = torch.autograd.grad(loss, list(weights.values()), allow_unused=True, retain_graph=True)
print("not behind the loss:", [name for name, g in zip(weights, gradients) if g is None])
loss.backward()
for name, p in model.named_parameters():
    print(f"{name:15} requires_grad {p.requires_grad!s:6} grad", None if p.grad is None else p.grad.norm().item())
