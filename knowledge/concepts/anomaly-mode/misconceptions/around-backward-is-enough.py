import warnings

import torch
from torch.autograd import set_detect_anomaly


def length(x):
    return (x**2).sum().sqrt()


found = {}
for name, forward_mode, backward_mode in (
    ("around backward alone", False, True),
    ("around forward alone", True, False),
    ("around both", True, True),
):
    x = torch.zeros(2, requires_grad=True)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with set_detect_anomaly(forward_mode):
            loss = length(x)
        try:
            with set_detect_anomaly(backward_mode):
                loss.backward()
            result = f"no error, gradient {x.grad.tolist()}"
        except RuntimeError as error:
            result = str(error)
    report = "\n".join(str(warning.message) for warning in caught)
    found[name] = ("nan values" in result, "return (x**2).sum().sqrt()" in report)
    print(f"{name}: {result}\n  forward line shown: {found[name][1]}")
assert found == {
    "around backward alone": (True, False),
    "around forward alone": (False, False),
    "around both": (True, True),
}
