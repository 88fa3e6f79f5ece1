import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self, classes=4):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.head = nn.Linear(8 * 16 * 16, classes)

    def forward(self, images):
        features = torch.relu(self.conv(images)).flatten(1)
        return self.head(features)


images, labels = torch.randn(16, 3, 32, 32), torch.randint(4, (16,))
model = Classifier()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
for step in range(4):
    loss = nn.functional.cross_entropy(model(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
