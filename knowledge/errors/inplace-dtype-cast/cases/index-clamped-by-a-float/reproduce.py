import torch
from torch import nn


def build_targets(predictions, targets):
    gain = torch.ones(6)
    gain[2:] = torch.tensor(predictions.shape)[[3, 2, 3, 2]]
    scaled = targets * gain
    image, label = scaled[:, :2].long().T
    gi, gj = scaled[:, 2:4].long().T
    return image, label, gj.clamp_(0, gain[3] - 1), gi.clamp_(0, gain[2] - 1)


model = nn.Conv2d(3, 4, 3, padding=1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
images = torch.randn(2, 3, 6, 6)
# image, class, and the box as x, y, width, height, relative to the image
targets = torch.tensor([[0, 1, 0.2, 0.4, 0.1, 0.1], [0, 3, 0.5, 0.5, 0.3, 0.2], [1, 2, 1.0, 0.7, 0.2, 0.2]])
for step in range(3):
    optimizer.zero_grad()
    predictions = model(images)
    image, label, gj, gi = build_targets(predictions, targets)
    loss = nn.functional.cross_entropy(predictions[image, :, gj, gi], label)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
