import torch
from torch.distributions import Categorical
from torch.nn.functional import gumbel_softmax, one_hot

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)
values = torch.tensor([1.0, 2.0, 4.0])
logits = torch.tensor([0.5, 0.0, -0.5])
target = torch.tensor(2.2, requires_grad=True)
samples = 100_000


def loss(choice):
    return (choice @ values - target) ** 2


losses = loss(torch.eye(3)).detach()
expected_loss = (logits.softmax(0) * losses).sum()

# The gradient of the expected loss in closed form: p * (loss - expected loss).
exact = logits.softmax(0) * (losses - expected_loss)


def each_choice(rows):
    return (rows.softmax(1) * losses).sum(1)


def score_function(rows, baseline=0.0):
    choice = Categorical(logits=rows).sample()
    return (loss(torch.eye(3)[choice]) - baseline).detach() * Categorical(logits=rows).log_prob(choice)


def with_baseline(rows):
    return score_function(rows, expected_loss)


def gumbel(tau, hard):
    return lambda rows: loss(gumbel_softmax(rows, tau, hard))


def argmax_straight_through(rows):
    soft = rows.softmax(1)
    return loss(soft + (one_hot(soft.argmax(1), 3) - soft).detach())


def sample_straight_through(rows):
    soft = rows.softmax(1)
    return loss(soft + (one_hot(Categorical(logits=rows).sample(), 3) - soft).detach())


def mixture(rows):
    return loss(rows.softmax(1))


def measure(estimator):
    """The gradients of single samples: their mean, and their scatter about it."""
    rows = logits.expand(samples, 3).clone().requires_grad_()
    (gradients,) = torch.autograd.grad(estimator(rows).sum(), rows)
    return gradients.mean(0), gradients.var(0).sum().sqrt().item(), gradients


mean, scatter = {}, {}
print("exact", [round(value, 3) for value in exact.tolist()])
for name, estimator in {
    "each choice": each_choice,
    "score function": score_function,
    "with a baseline": with_baseline,
    "Gumbel softmax": gumbel(1.0, False),
    "Gumbel softmax, hard": gumbel(1.0, True),
    "argmax, straight-through": argmax_straight_through,
    "sample, straight-through": sample_straight_through,
    "mixture": mixture,
}.items():
    mean[name], scatter[name], _ = measure(estimator)
    print(f"{name:25}", [round(value, 3) for value in mean[name].tolist()], "scatter", round(scatter[name], 2))

# Right on average: each choice weighed by its probability (with no scatter), and the score function.
assert torch.allclose(mean["each choice"], exact, atol=1e-9) and scatter["each choice"] < 1e-9  # [^each-choice]
assert torch.allclose(mean["score function"], exact, atol=0.02)  # [^score-function]
assert torch.allclose(mean["with a baseline"], exact, atol=0.02)
assert scatter["with a baseline"] < 0.75 * scatter["score function"]  # [^baseline]

# Estimates that are off on average; some even have the wrong sign at the worst choice.
biased = {"Gumbel softmax", "Gumbel softmax, hard", "argmax, straight-through", "sample, straight-through", "mixture"}
for name in biased:
    assert (mean[name] - exact).abs().max() > 0.2  # [^biased]
assert scatter["Gumbel softmax"] < scatter["score function"]
assert exact[2] > 0.3 and mean["mixture"][2] < -0.2 and mean["argmax, straight-through"][2] < -0.5


# Where the loss is linear in the choice, the mixture is the expected loss, and its gradient the exact one.
def linear(choice):
    return choice @ values


rows = logits.clone().requires_grad_()
by_mixture = torch.autograd.grad(linear(rows.softmax(0)), rows)[0]
by_choices = torch.autograd.grad((rows.softmax(0) * linear(torch.eye(3))).sum(), rows)[0]
assert torch.allclose(by_mixture, by_choices)  # [^linear]

# The score function is for the chooser. What else the loss depends on has a gradient of its own: add the loss itself.
rows = logits.expand(samples, 3).clone().requires_grad_()
choice = Categorical(logits=rows).sample()
found = loss(torch.eye(3)[choice])
score = found.detach() * Categorical(logits=rows).log_prob(choice)
assert torch.autograd.grad(score.mean(), target, allow_unused=True, retain_graph=True)[0] is None
(by_target,) = torch.autograd.grad((score + found).mean(), target)
assert torch.isclose(by_target, (logits.softmax(0) * 2 * (target - values)).sum(), atol=0.02)  # [^own-term]

# A hard choice alone has no gradient for the scores.
scores = torch.tensor([2.0, 0.5, 1.0, -1.0], requires_grad=True)
chosen = one_hot(scores.argmax(), 4).double()
assert not chosen.requires_grad and not scores.topk(2).indices.requires_grad
assert torch.autograd.grad(scores.topk(2).values.sum(), scores)[0].tolist() == [1.0, 0.0, 1.0, 0.0]  # [^values]


# Soft sorting: softmaxes in place of a permutation. Its first k rows together are a soft mask of the top k.
def soft_sort(scores, tau):
    ordered = scores.sort(descending=True).values
    return (-(ordered[:, None] - scores[None, :]).abs() / tau).softmax(1)


permutation = soft_sort(scores, 0.1)
assert torch.allclose(permutation @ scores, scores.sort(descending=True).values, atol=0.02)
mask = permutation[:2].sum(0)
assert torch.allclose(mask, torch.tensor([1.0, 0.0, 1.0, 0.0]), atol=0.02)
weights = torch.tensor([0.0, 1.0, 0.0, 0.0])
(by_scores,) = torch.autograd.grad((soft_sort(scores, 1.0)[:2].sum(0) * weights).sum(), scores)
print("soft mask at an element that was not chosen, gradient:", [round(value, 3) for value in by_scores.tolist()])
# Its own score raises it, the one that was chosen before it lowers it.
assert by_scores[1] > 0 > by_scores[2]  # [^soft-mask]

# A straight-through mask: exactly k ones forward, the gradient of the soft one.
soft = soft_sort(scores, 1.0)[:2].sum(0)
hard = torch.zeros(4).scatter(0, scores.topk(2).indices, 1.0)
straight = soft + (hard - soft).detach()
assert torch.allclose(straight, hard)
assert torch.allclose(torch.autograd.grad((straight * weights).sum(), scores)[0], by_scores)

# Soft-argmax: the mean position.
heat = torch.zeros(64)
heat[20] = 8.0
heat.requires_grad_()
position = heat.softmax(0) @ torch.arange(64.0)
assert torch.autograd.grad(position, heat)[0][20] != 0
assert abs((heat * 4).softmax(0) @ torch.arange(64.0) - 20) < 0.01 < abs(position - 20)
