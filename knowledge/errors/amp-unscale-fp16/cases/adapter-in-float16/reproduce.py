import torch
from torch import nn


class LoraLinear(nn.Module):
    def __init__(self, size_in, size_out, rank=4):
        super().__init__()
        self.base = nn.Linear(size_in, size_out)
        self.lora_a = nn.Linear(size_in, rank, bias=False)
        self.lora_b = nn.Linear(rank, size_out, bias=False)

    def forward(self, x):
        return self.base(x) + self.lora_b(self.lora_a(x))


model = nn.Sequential(LoraLinear(16, 32), nn.ReLU(), LoraLinear(32, 4)).to(dtype=torch.float16)
for name, parameter in model.named_parameters():
    parameter.requires_grad = "lora" in name
trained = [p for p in model.parameters() if p.requires_grad]
optimizer = torch.optim.AdamW(trained, lr=1e-4)
scaler = torch.amp.GradScaler("cpu")

x, y = torch.randn(64, 16), torch.randint(4, (64,))
for step in range(5):
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.float16):
        loss = nn.functional.cross_entropy(model(x), y)
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    nn.utils.clip_grad_norm_(trained, max_norm=1.0)
    scaler.step(optimizer)
    scaler.update()
    print(step, loss.item())
