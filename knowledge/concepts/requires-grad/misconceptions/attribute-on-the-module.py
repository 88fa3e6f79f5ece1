from torch import nn

model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))


def trainable():
    return sum(parameter.requires_grad for parameter in model.parameters())


model.requires_grad = False
print("model.requires_grad = False   parameters that require grad:", trainable())
assert trainable() == len(list(model.parameters()))

model.requires_grad_(False)
print("model.requires_grad_(False)   parameters that require grad:", trainable())
assert trainable() == 0
