import torch
from torch import nn

vgg = nn.Sequential(
    nn.Conv2d(3, 8, 3), nn.ReLU(inplace=True), nn.Conv2d(8, 8, 3), nn.ReLU(inplace=True), nn.Conv2d(8, 8, 3)
).requires_grad_(False)  # fmt: skip


def features_of(image):
    features, x = [], image
    for layer in vgg:
        x = layer(x)
        if isinstance(layer, nn.Conv2d):
            features.append(x)  # the output of the convolution
    return features


content = [c.detach() for c in features_of(torch.rand(1, 3, 16, 16))]
image = torch.rand(1, 3, 16, 16, requires_grad=True)
optimizer = torch.optim.SGD([image], lr=5.0)

for step in range(20):
    loss = sum(((f - c) ** 2).mean() for f, c in zip(features_of(image), content))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
