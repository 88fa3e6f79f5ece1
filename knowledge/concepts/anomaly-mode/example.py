import warnings

import torch


def distance(a, b):
    return ((a - b) ** 2).sum().sqrt()


x = torch.ones(2, requires_grad=True)
with warnings.catch_warnings(record=True) as caught, torch.autograd.set_detect_anomaly(True):
    warnings.simplefilter("always")
    loss = distance(x, torch.ones(2))
    try:
        loss.backward()
    except RuntimeError as error:
        print("error:", error)

report = str(caught[-1].message).splitlines()
print("warning:", report[0])
print("its last line here:", [line.strip() for line in report if "distance" in line or "sqrt" in line][-1])
