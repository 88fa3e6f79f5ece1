import torch
from torch import nn

model = nn.Sequential(
    nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(),
    nn.Conv2d(8, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 4),
)  # fmt: skip
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
train = [(torch.randn(4, 3, 32, 32), torch.randint(0, 4, (4,))) for _ in range(4)]
validation = [(torch.randn(4, 3, 96, 96), torch.randint(0, 4, (4,))) for _ in range(3)]


def evaluate(model):
    model.eval()
    total = 0.0
    for x, y in validation:
        output = model(x)
        total += criterion(output, y).item()
    model.train()
    return total / len(validation)


history = []
for epoch in range(2):
    for x, y in train:
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    history.append(evaluate(model))
print("validation", history)
