import torch
from torch import nn

generator = nn.Sequential(nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 16), nn.Tanh())
classifier = nn.Linear(16, 4)
classifier.requires_grad_(False)
optimizer = torch.optim.SGD(generator.parameters(), lr=0.1)

images, labels, eps = torch.rand(64, 16), torch.randint(4, (64,)), 0.1
for step in range(3):
    optimizer.zero_grad()
    delta = generator(images)
    with torch.no_grad():
        delta.clamp_(-eps, eps)
    loss = -nn.functional.cross_entropy(classifier(images + delta), labels)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
