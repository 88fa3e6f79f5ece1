import torch
from torch import distributions as D

torch.manual_seed(0)
mean, std = torch.tensor(1.5, requires_grad=True), torch.tensor(0.5, requires_grad=True)
normal = D.Normal(mean, std)


def gradients(loss):
    return torch.stack(torch.autograd.grad(loss, [mean, std]))


# Both estimates have the right mean: that of E[z ** 2] is (2 * mean, 2 * std).
expected = torch.tensor([3.0, 1.0])
z = normal.rsample((200000,))
assert torch.allclose(gradients((z**2).mean()), expected, atol=0.05)
z = normal.sample((200000,))
assert not (z**2).requires_grad
assert torch.allclose(gradients((z**2 * normal.log_prob(z)).mean()), expected, atol=0.1)

# Of 100 samples each, the pathwise estimate scatters less.
pathwise, score = [], []
for _ in range(200):
    z = normal.rsample((100,))
    pathwise.append(gradients((z**2).mean()))
    z = normal.sample((100,))
    score.append(gradients((z**2 * normal.log_prob(z)).mean()))
scatter = [torch.stack(estimates).std(dim=0)[0].item() for estimates in (pathwise, score)]
print("scatter of the gradient by the mean: rsample", scatter[0], "log_prob", scatter[1])
assert 3 * scatter[0] < scatter[1]

# rsample is mean + std * noise, seed for seed.
torch.manual_seed(1)
drawn = normal.rsample((4,))
torch.manual_seed(1)
assert torch.allclose(drawn, mean + std * torch.randn(4))

# Who has one.
half = torch.tensor(0.5, requires_grad=True)
logits = torch.zeros(3, requires_grad=True)
with_rsample = [normal, D.Uniform(mean, mean + std), D.Gamma(std, std), D.Beta(std, std), D.Laplace(mean, std)]
with_rsample += [D.RelaxedBernoulli(torch.tensor(0.5), probs=half), D.OneHotCategoricalStraightThrough(logits=logits)]
without = [D.Bernoulli(half), D.Categorical(logits=logits), D.Poisson(std)]
without += [D.MixtureSameFamily(D.Categorical(logits=logits), D.Normal(mean.expand(3), std))]
assert all(d.has_rsample and d.rsample().requires_grad for d in with_rsample)
for d in without:
    assert not d.has_rsample
    try:
        d.rsample()
    except NotImplementedError:
        pass
    else:
        raise AssertionError(type(d).__name__)

# Of a discrete choice: the gradient by log_prob is that of the expected reward.
reward = torch.tensor([1.0, 0.0, 3.0])
categorical = D.Categorical(logits=logits)
a = categorical.sample((200000,))
(by_score,) = torch.autograd.grad((categorical.log_prob(a) * reward[a]).mean(), logits)
(exact,) = torch.autograd.grad((torch.softmax(logits, dim=0) * reward).sum(), logits)
assert torch.allclose(by_score, exact, atol=0.02)
print("ok")
