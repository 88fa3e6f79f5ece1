import torch
from torch import nn
from torch.func import grad

torch.manual_seed(0)

# The value is the same, the stopped side counts as a constant.
a, b = torch.randn(4, requires_grad=True), torch.randn(4, requires_grad=True)
full, stopped = ((a - b) ** 2).mean(), ((a - b.detach()) ** 2).mean()
assert torch.equal(full, stopped)
by_a, by_b = torch.autograd.grad(stopped, [a, b], allow_unused=True)
assert by_b is None
assert torch.allclose(by_a, torch.autograd.grad(full, a)[0])

# What leads to the same parameters by another way is not stopped.
encoder, predictor = nn.Linear(4, 3), nn.Linear(3, 3)
x, y = torch.randn(8, 4), torch.randn(8, 4)
loss = -nn.functional.cosine_similarity(predictor(encoder(x)), encoder(y).detach()).mean()
loss.backward()
assert encoder.weight.grad.any()  # SimSiam: the encoder learns by the branch of the predictor


# It is the gradient of another function: the one with the stopped value put in as a number.
def with_number(a):
    return ((a - b.detach().clone()) ** 2).mean()


assert torch.allclose(by_a, grad(with_number)(a.detach()))

# TD learning: with the target as a constant, and without, the gradients differ.
value = nn.Linear(2, 1, bias=False)
state, following, reward = torch.randn(16, 2), torch.randn(16, 2), torch.randn(16, 1)
semi = ((reward + 0.9 * value(following).detach() - value(state)) ** 2).mean()
residual = ((reward + 0.9 * value(following) - value(state)) ** 2).mean()
assert torch.equal(semi, residual)
by_semi, by_residual = (torch.autograd.grad(loss, value.weight)[0] for loss in (semi, residual))
print("TD target stopped", by_semi.tolist(), "not stopped", by_residual.tolist())
assert not torch.allclose(by_semi, by_residual, atol=1e-2)

# A stopped weight still scales the gradient.
scores = torch.randn(6, requires_grad=True)
p = torch.sigmoid(scores)
loss = ((1 - p).detach() ** 2 * -p.log()).sum()
(gradient,) = torch.autograd.grad(loss, scores)
q = p.detach()
assert torch.allclose(gradient, -((1 - q) ** 3), atol=1e-6)

# Divided by its own value a loss reads 1, and its gradient is that of the logarithm.
w = torch.tensor(3.0, requires_grad=True)
(by_ratio,) = torch.autograd.grad(w**2 / (w**2).detach(), w)
(by_log,) = torch.autograd.grad((w**2).log(), w)
assert torch.allclose(by_ratio, by_log)

# exp(logp - logp.detach()) has the value 1 and the gradient of logp.
logits = torch.randn(5, requires_grad=True)
logp = torch.log_softmax(logits, dim=0)[2]
ratio = torch.exp(logp - logp.detach())
assert ratio.item() == 1.0
assert torch.allclose(*(torch.autograd.grad(t, logits, retain_graph=True)[0] for t in (ratio, logp)))

# VQ-VAE: each term moves one side.
z, code = torch.randn(3, requires_grad=True), torch.randn(3, requires_grad=True)
codebook, commitment = ((code - z.detach()) ** 2).sum(), ((z - code.detach()) ** 2).sum()
assert torch.autograd.grad(codebook, [z, code], allow_unused=True)[0] is None
assert torch.autograd.grad(commitment, [z, code], allow_unused=True)[1] is None

# no_grad around the branch does the same as detach behind it.
teacher, student = nn.Linear(4, 2), nn.Linear(4, 2)
with torch.no_grad():
    wanted = teacher(x)
gradients = []
for target in (wanted, teacher(x).detach()):
    gradients.append(torch.autograd.grad(((student(x) - target) ** 2).mean(), student.weight)[0])
assert torch.equal(*gradients)
print("ok")
