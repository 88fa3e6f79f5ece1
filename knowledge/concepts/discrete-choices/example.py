import torch
from torch.distributions import Categorical
from torch.nn.functional import gumbel_softmax

torch.manual_seed(0)
values = torch.tensor([1.0, 2.0, 4.0])
logits = torch.tensor([0.5, 0.0, -0.5], requires_grad=True)


def loss(choice):
    return (choice @ values - 2.2) ** 2  # the value 2 is the best choice, 4 the worst


def show(name, objective):
    print(f"{name:18}", torch.autograd.grad(objective, logits)[0])


many = logits.expand(100_000, 3)
show("each choice", (logits.softmax(0) * loss(torch.eye(3))).sum())
z = Categorical(logits=many).sample()
score = Categorical(logits=many).log_prob(z)
show("score function", (loss(torch.eye(3)[z]).detach() * score).mean())
show("Gumbel, soft", loss(gumbel_softmax(many, tau=1)).mean())
show("Gumbel, hard", loss(gumbel_softmax(many, tau=1, hard=True)).mean())
show("mixture", loss(logits.softmax(0)))
