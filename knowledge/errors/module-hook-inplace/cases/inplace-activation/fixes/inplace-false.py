import torch
from torch import nn

model = nn.Sequential(
    nn.Conv2d(3, 8, 3, padding=1),
    nn.ReLU(inplace=True),
    nn.Conv2d(8, 16, 3, padding=1),
    nn.ReLU(inplace=True),
    nn.AdaptiveAvgPool2d(1),
    nn.Flatten(),
    nn.Linear(16, 5),
)
model.eval()
for module in model.modules():
    if hasattr(module, "inplace"):
        module.inplace = False
stored = {}


def save_activation(module, inputs, output):
    stored["activation"] = output.detach()


def save_gradient(module, grad_input, grad_output):
    stored["gradient"] = grad_output[0]


target_layer = model[2]
target_layer.register_forward_hook(save_activation)
target_layer.register_full_backward_hook(save_gradient)

image = torch.randn(1, 3, 16, 16)
logits = model(image)
logits[0, logits.argmax()].backward()

weights = stored["gradient"].mean(dim=(2, 3), keepdim=True)
cam = (weights * stored["activation"]).sum(dim=1).relu()
print(cam.shape, cam.max().item())
