import torch
from torch.distributions import Normal

torch.manual_seed(0)
log_variance = torch.tensor(-2.0)
scales = [("log_variance.exp()", log_variance.exp()), ("(0.5 * log_variance).exp()", (0.5 * log_variance).exp())]
for name, scale in scales:
    drawn = Normal(0.0, scale).sample((100000,))
    print(f"Normal(0, {name}): variance {drawn.var().item():.4f}, wanted {log_variance.exp().item():.4f}")
    assert (abs(drawn.var() - log_variance.exp()) < 0.005) == name.startswith("(0.5")
