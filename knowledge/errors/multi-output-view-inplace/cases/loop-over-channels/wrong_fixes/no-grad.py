import torch
from torch import nn

mean, std = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def normalize(image):
    for channel, m, s in zip(image, mean, std):
        with torch.no_grad():
            channel.sub_(m).div_(s)
    return image


model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Tanh(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 5))
model.requires_grad_(False)

image, target = torch.rand(3, 16, 16), torch.tensor([2])
delta = torch.zeros(3, 16, 16, requires_grad=True)
optimizer = torch.optim.SGD([delta], lr=0.5)
for step in range(3):
    optimizer.zero_grad()
    adversarial = image + delta
    logits = model(normalize(adversarial)[None])
    loss = nn.functional.cross_entropy(logits, target)
    loss.backward()
    optimizer.step()
    print(step, loss.item())
