import torch
from torch.distributions import Normal

torch.manual_seed(0)
mean, std = torch.tensor(1.5, requires_grad=True), torch.tensor(0.5, requires_grad=True)
distribution = Normal(mean, std)
for name, draw in [("sample", distribution.sample), ("rsample", distribution.rsample)]:
    action = draw((100000,))
    advantage = -((action - 2.0) ** 2).detach()
    loss = -(distribution.log_prob(action) * advantage).mean()
    (gradient,) = torch.autograd.grad(loss, mean)
    print(f"{name:8} gradient of the loss by the mean: {gradient.item():.3f}")
    assert (abs(gradient) < 1e-4) == (name == "rsample")
    if name == "sample":
        assert abs(gradient - 2 * (mean - 2.0)) < 0.05
