import warnings

import torch

weight = torch.ones(2, requires_grad=True)
with warnings.catch_warnings(record=True) as caught, torch.autograd.set_detect_anomaly(True):
    warnings.simplefilter("always")
    hidden = weight.exp()
    hidden.add_(1)  # the fault
    try:
        hidden.sum().backward()
    except RuntimeError as error:
        print("error:", str(error).split(":")[0])
        assert "modified by an inplace operation" in str(error)
report = str(caught[-1].message)
print("warning:", report.splitlines()[0])
print("shows exp():", "weight.exp()" in report, " shows add_():", "hidden.add_" in report)
assert "weight.exp()" in report and "hidden.add_" not in report
