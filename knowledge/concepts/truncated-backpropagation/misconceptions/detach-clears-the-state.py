import torch
from torch import nn

torch.manual_seed(0)
lstm = nn.LSTM(3, 5)
x = torch.randn(8, 2, 3)
whole, _ = lstm(x)

_, state = lstm(x[:4])
cut, _ = lstm(x[4:], tuple(part.detach() for part in state))
fresh, _ = lstm(x[4:])
print("second half, after detach(): largest difference to one run", f"{(cut - whole[4:]).abs().max().item():.4f}")
print("second half, from zeros:     largest difference to one run", f"{(fresh - whole[4:]).abs().max().item():.4f}")
assert torch.allclose(cut, whole[4:], atol=1e-6)
assert not torch.allclose(fresh, whole[4:], atol=1e-2)
