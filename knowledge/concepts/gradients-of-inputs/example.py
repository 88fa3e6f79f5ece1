import torch
from torch import nn
from torch.nn.functional import cross_entropy

model = nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, 3)).eval()
images, labels = torch.rand(8, 4), torch.randint(3, (8,))

x = images.clone().requires_grad_()
logits = model(x)

# Saliency: the gradient of each image's own score.
scores = logits[torch.arange(8), labels]
saliency = torch.autograd.grad(scores.sum(), x, retain_graph=True)[0]
print("saliency:", saliency.shape)

# FGSM: one step up the loss.
gradient = torch.autograd.grad(cross_entropy(logits, labels), x)[0]
attacked = (images + 0.1 * gradient.sign()).clamp(0, 1)
with torch.no_grad():
    print("loss:", cross_entropy(logits, labels), "after the attack:", cross_entropy(model(attacked), labels))
print("gradient of the weights:", model[0].weight.grad)
