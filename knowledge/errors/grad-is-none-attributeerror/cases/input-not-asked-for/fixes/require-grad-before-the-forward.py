import torch
from torch import nn
from torch.nn.functional import cross_entropy


def fgsm(model, images, labels, epsilon=0.1):
    images = images.detach().clone().requires_grad_()
    loss = cross_entropy(model(images), labels)
    model.zero_grad()
    loss.backward()
    return (images + epsilon * images.grad.sign()).clamp(0, 1)


model = nn.Sequential(nn.Flatten(), nn.Linear(64, 16), nn.ReLU(), nn.Linear(16, 10)).eval()
images, labels = torch.rand(8, 1, 8, 8), torch.randint(10, (8,))
adversarial = fgsm(model, images, labels)
print("changed by at most", (adversarial - images).abs().max().item())
