import torch
from torch import nn

encoder = nn.Sequential(nn.Linear(3, 8), nn.Tanh())
classifier = nn.Linear(16, 2)
optimizer = torch.optim.SGD([*encoder.parameters(), *classifier.parameters()], lr=0.1)

lengths = [7, 4, 9, 1, 5, 6, 3, 8]
sequences, y = [torch.randn(length, 3) for length in lengths], torch.randint(2, (8,))
for step in range(5):
    pooled = []
    for sequence in sequences:
        h = encoder(sequence)
        pooled.append(torch.cat([h.mean(dim=0), (h.var(dim=0) + 1e-5).sqrt()]))
    loss = nn.functional.cross_entropy(classifier(torch.stack(pooled)), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
