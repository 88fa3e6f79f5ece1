import torch
from torch import nn
from torch.func import functional_call, grad, vmap

model = nn.Linear(4, 3)
parameters = {name: p.detach() for name, p in model.named_parameters()}
x, labels = torch.randn(16, 4), torch.randint(3, (16,))


def loss_of(parameters, sample, label):
    logits = functional_call(model, parameters, (sample,))
    return nn.functional.cross_entropy(logits, label)


gradients = vmap(grad(loss_of), in_dims=(None, 0, 0))(parameters, x, labels)
print({name: gradient.shape for name, gradient in gradients.items()})
