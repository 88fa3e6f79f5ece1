import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x):
        return torch.relu(self.conv2(torch.relu(self.conv1(x))) + x)


model = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), Block(8), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 5))
stored = {}


def save_activation(module, inputs, output):
    stored["activation"] = output.detach()
    output.register_hook(save_gradient)


def save_gradient(gradient):
    stored["gradient"] = gradient


target_layer = model[1]
target_layer.register_forward_hook(save_activation)

image = torch.randn(1, 3, 16, 16)
logits = model(image)
logits[0, logits.argmax()].backward()
weights = stored["gradient"].mean(dim=(2, 3), keepdim=True)
cam = (weights * stored["activation"]).sum(dim=1).relu()
print(cam.shape, cam.max().item())
