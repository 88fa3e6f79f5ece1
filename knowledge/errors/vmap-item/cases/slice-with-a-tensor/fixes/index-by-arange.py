import torch
from torch.func import vmap

signals = torch.randn(8, 20)
starts = torch.randint(16, (8,))


def window(signal, start):
    return signal[start + torch.arange(5)]


windows = vmap(window)(signals, starts)
print(windows.shape)
