import torch
from torch import nn

model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(16, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
images, labels = torch.randn(16, 1, 8, 8), torch.randint(3, (16,))
for step in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(images), labels)
    loss.backward()
    optimizer.step()
    print(step, loss.item())

stored = {}


def keep(module, inputs, output):
    stored["activation"] = output
    output.register_hook(lambda gradient: stored.update(gradient=gradient))


model[0].register_forward_hook(keep)
model.eval()
with torch.enable_grad():
    scores = model(images)
scores.max(dim=1).values.sum().backward()
weights = stored["gradient"].mean(dim=(2, 3), keepdim=True)
heatmap = (weights * stored["activation"]).sum(dim=1).relu().detach()
print(heatmap.shape)
