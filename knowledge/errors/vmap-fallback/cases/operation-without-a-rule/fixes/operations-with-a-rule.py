import torch
from torch import nn
from torch.func import functional_call, grad, stack_module_state, vmap
from torch.nn.functional import cross_entropy


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(20, 8)
        self.head = nn.Linear(8, 3)

    def forward(self, tokens):
        return self.head(self.words(tokens).mean(dim=1))


def loss_of(weights):
    return cross_entropy(functional_call(members[0], weights, (tokens,)), labels)


members = [Classifier() for _ in range(5)]
weights, _ = stack_module_state(members)
optimizer = torch.optim.SGD(weights.values(), lr=0.5)
tokens, labels = torch.randint(20, (16, 6)), torch.randint(3, (16,))
for step in range(3):
    gradients = vmap(grad(loss_of))(weights)
    for name, weight in weights.items():
        weight.grad = gradients[name].detach()
    optimizer.step()
    print(step, gradients["head.weight"].norm().item())
