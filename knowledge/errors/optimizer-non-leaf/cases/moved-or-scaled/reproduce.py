import torch
from torch import nn

classifier = nn.Linear(16, 4)
classifier.requires_grad_(False)
labels = torch.arange(4)

images = torch.randn(4, 16, requires_grad=True) * 0.01
optimizer = torch.optim.SGD([images], lr=1.0)
for step in range(20):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(classifier(images), labels)
    loss.backward()
    optimizer.step()
print(loss.item())
