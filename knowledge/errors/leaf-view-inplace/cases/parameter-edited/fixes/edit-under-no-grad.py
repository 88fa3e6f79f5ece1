import math

import torch
from torch import nn


class Detector(nn.Module):
    def __init__(self, anchors=3, classes=4):
        super().__init__()
        self.anchors = anchors
        self.head = nn.Conv2d(8, anchors * (5 + classes), 1)
        self.initialize_biases()

    def initialize_biases(self, prior=0.01):
        bias = self.head.bias.view(self.anchors, -1)
        with torch.no_grad():
            bias[:, 4] = -math.log((1 - prior) / prior)

    def forward(self, features):
        batch, _, height, width = features.shape
        return self.head(features).view(batch, self.anchors, -1, height, width)


model = Detector()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
features, found = torch.randn(4, 8, 6, 6), (torch.rand(4, 3, 6, 6) < 0.1).float()
for step in range(3):
    optimizer.zero_grad()
    loss = nn.functional.binary_cross_entropy_with_logits(model(features)[:, :, 4], found)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
