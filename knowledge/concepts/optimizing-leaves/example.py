import torch
from torch import nn

model = nn.Linear(8, 4).requires_grad_(False)  # frozen: the input is optimized
target = torch.randn(4)

z = torch.randn(8, requires_grad=True) * 0.1
try:
    torch.optim.Adam([z], lr=0.05)
except ValueError as error:
    print("randn(8, requires_grad=True) * 0.1:", error)

z = (torch.randn(8) * 0.1).requires_grad_()
optimizer = torch.optim.Adam([z], lr=0.05)
for step in range(301):
    optimizer.zero_grad()
    loss = (model(z) - target).square().mean()
    loss.backward()
    optimizer.step()
    if step % 100 == 0:
        print(f"step {step}: loss {loss.item():.4f}")
