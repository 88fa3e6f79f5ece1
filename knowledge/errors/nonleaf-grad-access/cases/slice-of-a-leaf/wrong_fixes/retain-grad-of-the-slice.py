import torch
from torch import nn

classifier = nn.Linear(8, 3)
images, labels = torch.randn(4, 8, requires_grad=True), torch.tensor([0, 2, 1, 0])
first = images[0]
first.retain_grad()
loss = nn.functional.cross_entropy(classifier(images), labels)
loss.backward()
saliency = first.grad
print(saliency)
