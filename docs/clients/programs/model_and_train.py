import torch
from torch import nn

torch.manual_seed(0)
body, head = nn.Linear(8, 16), nn.Linear(16, 3)
optimizer = torch.optim.Adam([*body.parameters(), *head.parameters()])
inputs, labels = torch.randn(32, 8), torch.randint(3, (32,))
for epoch in range(2):
    hidden = torch.sigmoid(body(inputs))
    hidden += 1
    loss = nn.functional.cross_entropy(head(hidden), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"epoch {epoch}: {loss.item():.3f}")
