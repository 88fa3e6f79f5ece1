import torch
from torch import nn


class Adapted(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = nn.Linear(8, 3)
        self.adapter = nn.Linear(8, 3, bias=False)

    def forward(self, x):
        return self.base(x) + self.adapter(x)


def load_adapter(model, saved, is_trainable=False):
    """As libraries do: what is loaded is meant for inference, unless the caller says otherwise."""
    model.requires_grad_(False)
    model.adapter.load_state_dict(saved)
    model.adapter.requires_grad_(is_trainable)


model = Adapted()
load_adapter(model, {"weight": 0.1 * torch.randn(3, 8)})
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scaler = torch.amp.GradScaler("cpu")

x, y = torch.randn(32, 8, requires_grad=True), torch.randint(3, (32,))  # the input requires grad, for checkpointing
for epoch in range(3):
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.float16):
        loss = nn.functional.cross_entropy(model(x), y)
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()
    print(epoch, loss.item())
