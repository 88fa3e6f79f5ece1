import torch
from torch import nn

model = nn.Linear(8, 4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

left, right = torch.randn(48, 8), torch.randn(48, 8)
right[5] = left[5]
target = torch.rand(48)
for i in range(0, 48, 16):
    optimizer.zero_grad()
    difference = model(left[i : i + 16]) - model(right[i : i + 16])
    distances = difference.pow(2).sum(dim=1).sqrt()
    loss = nn.functional.mse_loss(distances, target[i : i + 16])
    loss.backward()
    try:
        nn.utils.clip_grad_norm_(model.parameters(), 1.0, error_if_nonfinite=True)
    except RuntimeError:
        print("non-finite gradients, batch skipped")
        optimizer.zero_grad()
        continue
    optimizer.step()
    print(i, loss.item())
