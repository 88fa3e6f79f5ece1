import torch
from torch import nn
from torch.func import functional_call

model = nn.Linear(3, 1)
x = torch.randn(4, 3)
zeros = {"weight": torch.zeros(1, 3), "bias": torch.zeros(1)}

assert not functional_call(model, zeros, (x,)).any()

misspelt = {"weigth": torch.zeros(1, 3), "bias": torch.zeros(1)}
output = functional_call(model, misspelt, (x,))
print("misspelt: the module's own weight is used:", torch.allclose(output, x @ model.weight.T))
assert torch.allclose(output, x @ model.weight.T, atol=1e-6)

for names in ({"weight": zeros["weight"]}, zeros | {"gain": torch.ones(1)}):
    functional_call(model, names, (x,))
    try:
        functional_call(model, names, (x,), strict=True)
    except RuntimeError as error:
        print("strict=True:", " ".join(str(error).split()))
    else:
        raise AssertionError("no error")
