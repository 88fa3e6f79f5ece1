import threading
import warnings

import torch
from torch.autograd import set_detect_anomaly
from torch.utils.checkpoint import checkpoint

NAN = "returned nan values"


def run(program, *arguments):
    """What the program raised, or None, and its warnings as one text."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        error = None
        try:
            program(*arguments)
        except (RuntimeError, ValueError) as raised:
            error = str(raised)
    return error, "\n".join(str(warning.message) for warning in caught)


def length(x):
    return (x**2).sum().sqrt()


def train(forward_mode, backward_mode, check_nan=True):
    x = torch.zeros(2, requires_grad=True)
    with set_detect_anomaly(forward_mode, check_nan=check_nan):
        loss = length(x)
    assert ("traceback_" in loss.grad_fn.metadata) == forward_mode  # [^noted-down]
    with set_detect_anomaly(backward_mode, check_nan=check_nan):
        loss.backward()
    assert x.grad.isnan().all()  # reached when nothing was raised


# The forward pass notes down the lines, backward looks for NaN: each part needs the mode while it runs.
error, report = run(train, True, True)
print("around both:", error, "|", report.splitlines()[0])
assert NAN in error and "Traceback of forward call" in report and "return (x**2).sum().sqrt()" in report
error, report = run(train, False, True)
assert NAN in error and "No forward pass information available" in report
assert run(train, True, False) == (None, "")
assert run(train, True, True, False) == (None, "")  # check_nan=False

# The lines are in the warning, not in the error: what filters warnings hides them.
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("ignore")
    try:
        train(True, True)
    except RuntimeError as raised:
        assert "sqrt" not in str(raised)
    assert not caught

# Whatever is raised in backward gets the forward line, with check_nan=False as well.


def change_in_place():
    with set_detect_anomaly(True, check_nan=False):
        hidden = torch.ones(2, requires_grad=True).exp()
        hidden.add_(1)
        hidden.sum().backward()


def twice():
    with set_detect_anomaly(True, check_nan=False):
        loss = torch.ones(2, requires_grad=True).exp().sum()
        loss.backward()
        loss.backward()


class Faulty(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 1

    @staticmethod
    def backward(ctx, grad_output):
        raise ValueError("mine")


def own_function():
    with set_detect_anomaly(True, check_nan=False):
        Faulty.apply(torch.ones(2, requires_grad=True)).sum().backward()


for program, words in ((change_in_place, "inplace"), (twice, "a second time"), (own_function, "mine")):
    error, report = run(program)
    print(f"{program.__name__}:", report.splitlines()[0])
    assert words in error and "Traceback of forward call" in report

# With non-reentrant checkpointing the lines lead into the function.


def checkpointed():
    with set_detect_anomaly(True):
        checkpoint(length, torch.zeros(2, requires_grad=True), use_reentrant=False).backward()


error, report = run(checkpointed)
assert NAN in error and "return (x**2).sum().sqrt()" in report

# A gradient that a hook made NaN: seen at the next node, and not on a leaf.


def hooked(on_leaf):
    x = torch.ones(2, requires_grad=True)
    hidden = x * 1
    (x if on_leaf else hidden).register_hook(lambda gradient: gradient * float("nan"))
    with set_detect_anomaly(True):
        (hidden * 2).sum().backward()
    assert x.grad.isnan().all()


assert NAN in run(hooked, False)[0] and run(hooked, True)[0] is None

# The values are the same; the switch holds for each thread; as a call it stays; detect_anomaly() warns.
gradients = []
for on in (False, True):
    x = torch.tensor([0.3, 1.2], requires_grad=True)
    with set_detect_anomaly(on):
        length(x).backward()
    gradients.append(x.grad)
assert torch.equal(*gradients)
seen = []
set_detect_anomaly(True)
thread = threading.Thread(target=lambda: seen.append(torch.is_anomaly_enabled()))
thread.start()
thread.join()
assert seen == [True] and torch.is_anomaly_enabled()
set_detect_anomaly(False)
assert "Anomaly Detection has been enabled" in run(torch.autograd.detect_anomaly)[1]
assert run(set_detect_anomaly, False) == (None, "") == run(set_detect_anomaly, True)
set_detect_anomaly(False)
