import torch
from torch import nn

encoder = nn.Linear(3, 8)
classifier = nn.Linear(16, 2)
optimizer = torch.optim.SGD([*encoder.parameters(), *classifier.parameters()], lr=0.01)

x, y = torch.randn(8, 50, 3), torch.randint(2, (8,))
x[0] = -15.9  # silence: each frame at the floor of the log spectrum
for step in range(5):
    h = encoder(x)
    mean = h.mean(dim=1)
    variance = (h**2).mean(dim=1) - mean**2
    pooled = torch.cat([mean, variance.sqrt().nan_to_num()], dim=1)
    loss = nn.functional.cross_entropy(classifier(pooled), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
