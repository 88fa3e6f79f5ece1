import torch
from torch.func import vmap

x = torch.tensor([1.0, 2.0, 3.0, 4.0])
labels = torch.tensor([0, 2, 1, 2])
powers = torch.tensor([1, 2, 3])


def scaled_power(value, label):
    return value ** powers[label]


result = vmap(scaled_power)(x, labels)
print(result)
