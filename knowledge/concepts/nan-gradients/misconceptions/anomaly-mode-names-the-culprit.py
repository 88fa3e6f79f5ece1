import warnings

import torch

warnings.simplefilter("ignore")


def backward(function):
    x = torch.zeros(2, requires_grad=True)
    with torch.autograd.set_detect_anomaly(True):
        try:
            function(x).sum().backward()
        except RuntimeError as error:
            return str(error)
    return f"no error, x.grad {x.grad.tolist()}"


# The derivative of the square at 0 is 0: nothing is wrong with it. The inf came from sqrt and is not reported.
in_square = backward(lambda x: (x**2).sqrt())
print("sqrt(x ** 2):", in_square)
assert "Pow" in in_square

# Where inf meets no 0 there is no NaN, and anomaly mode is silent.
alone = backward(torch.sqrt)
print("sqrt(x):     ", alone)
assert alone == "no error, x.grad [inf, inf]"

# A NaN of the forward pass shows up at the first node that multiplies by it.
from_forward = backward(lambda x: x * (x.detach() / x.detach()))
print("x * (0 / 0): ", from_forward)
assert "Mul" in from_forward
