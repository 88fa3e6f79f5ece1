import copy
import warnings

import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_, clip_grad_value_

model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
x, y = torch.randn(16, 3), 10 * torch.randn(16, 1)


def compute():
    """Fresh gradients of the model, in one vector."""
    model.zero_grad()
    nn.functional.mse_loss(model(x), y).backward()
    return gradient()


def gradient():
    return torch.cat([parameter.grad.flatten() for parameter in model.parameters()])


# One norm over all of them; each is multiplied by the same factor, so the direction stays.
before = compute()
returned = clip_grad_norm_(model.parameters(), 1.0)
after = gradient()
print("norm before", before.norm().item(), "returned", returned.item(), "after", after.norm().item())
assert torch.allclose(returned, before.norm())  # [^returns-the-norm-before]
assert torch.allclose(after, before / before.norm(), atol=1e-6)  # [^one-factor]

# A norm below the limit changes nothing.
before = compute()
clip_grad_norm_(model.parameters(), 1000.0)
assert torch.equal(gradient(), before)  # [^below-the-limit]
clip_grad_norm_(model.parameters(), float("inf"))
assert torch.equal(gradient(), before)  # [^only-measured]

# Values: each element for itself; the direction changes.
clip_grad_value_(model.parameters(), 0.5)
assert torch.equal(gradient(), before.clamp(-0.5, 0.5))  # [^value]
print("cosine after clip_grad_value_:", torch.cosine_similarity(gradient(), before, dim=0).item())
assert torch.cosine_similarity(gradient(), before, dim=0) < 0.99  # [^direction]

# Layer by layer is another thing than all together.
before = compute()
for parameter in model.parameters():
    clip_grad_norm_(parameter, 1.0)
assert gradient().norm() > 1.01  # [^each-for-itself]

# An iterator can be used once: the second call gets nothing and says so.
compute()
parameters = model.parameters()
clip_grad_norm_(parameters, 1.0)
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    assert clip_grad_norm_(parameters, 0.1) == 0
print("second use of the iterator:", caught[0].message)
assert gradient().norm() > 0.9  # [^used-up]

# inf or nan in one gradient spoils all of them.
compute()
model[0].bias.grad[0] = float("inf")
clip_grad_norm_(model.parameters(), 1.0)
assert model[0].bias.grad[0].isnan() and not model[2].weight.grad.any()  # [^inf]
compute()
model[0].bias.grad[0] = float("nan")
clip_grad_norm_(model.parameters(), 1.0)
assert gradient().isnan().all()  # [^nan]
compute()
model[0].bias.grad[0] = float("nan")
try:
    clip_grad_norm_(model.parameters(), 1.0, error_if_nonfinite=True)
except RuntimeError as error:
    print(str(error).split(" To ")[0])
else:
    raise AssertionError("no error")
assert gradient().isnan().sum() == 1  # [^error-if-nonfinite]

# Parameters without a gradient are passed over.
model.zero_grad()
assert clip_grad_norm_(model.parameters(), 1.0) == 0  # [^none]


# SGD: the step is at most lr times the limit.
def largest_step(name, max_norm):
    trained = copy.deepcopy(model)
    optimizer = getattr(torch.optim, name)(trained.parameters(), lr=0.1)
    nn.functional.mse_loss(trained(x), 100 * y).backward()
    clip_grad_norm_(trained.parameters(), max_norm)
    old = nn.utils.parameters_to_vector(trained.parameters()).detach()
    optimizer.step()
    return (nn.utils.parameters_to_vector(trained.parameters()).detach() - old).norm().item()


assert largest_step("SGD", 1.0) <= 0.1001  # [^sgd]
