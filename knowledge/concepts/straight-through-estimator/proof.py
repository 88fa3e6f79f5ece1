import torch
from torch import nn
from torch.nn.functional import gumbel_softmax

torch.manual_seed(0)


def gradient(function, x, weight):
    (result,) = torch.autograd.grad((function(x) * weight).sum(), x)
    return result


# The value is that of the step, the gradient that of the identity: what comes from behind passes unchanged.
x = torch.tensor([0.3, 1.6, -2.4], requires_grad=True)
weight = torch.tensor([1.0, 10.0, 100.0])
y = x + (torch.round(x) - x).detach()
print("value", y.tolist(), "gradient", gradient(lambda x: x + (torch.round(x) - x).detach(), x, weight).tolist())
assert torch.equal(y, torch.round(x))
assert torch.equal(gradient(lambda x: x + (torch.round(x) - x).detach(), x, weight), weight)
assert not gradient(torch.round, x, weight).any()  # without it: zero


# A custom Function does the same.
class Round(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return torch.round(x)

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output


assert torch.equal(gradient(Round.apply, x, weight), weight)

# x + (q - x) may differ from q in the last digits, where q is not near x; the Function returns q itself.
vectors, codes = torch.randn(1000), torch.randn(1000)
off = (vectors + (codes - vectors) - codes).abs().max().item()
print("x + (q - x) differs from q by at most", off)
assert 0 < off < 1e-5

# Clipped: the gradient of hardtanh, zero outside of [-1, 1].
x = torch.tensor([-3.0, -0.5, 0.5, 3.0], requires_grad=True)


def binarise(x):
    soft = x.clamp(-1, 1)
    return soft + (torch.sign(x) - soft).detach()


assert torch.equal(binarise(x), torch.sign(x))
assert gradient(binarise, x, torch.ones(4)).tolist() == [0.0, 1.0, 1.0, 0.0]

# torch's fake quantisation has it built in, clipped to the range of the integers.
x = torch.tensor([-50.0, 0.26, 50.0], requires_grad=True)
fake = torch.fake_quantize_per_tensor_affine(x, 0.1, 0, -128, 127)
assert torch.allclose(fake, torch.tensor([-12.8, 0.3, 12.7]))
assert torch.autograd.grad(fake.sum(), x)[0].tolist() == [0.0, 1.0, 0.0]

# The hard decision forward, the gradient of the soft one: a gate, and Gumbel softmax.
logits = torch.randn(5, requires_grad=True)
soft = torch.sigmoid(logits)
gate = soft + ((soft > 0.5).float() - soft).detach()
assert set(gate.tolist()) <= {0.0, 1.0}
assert torch.allclose(torch.autograd.grad(gate.sum(), logits)[0], (soft * (1 - soft)).detach())
choice = gumbel_softmax(torch.randn(4, 3, requires_grad=True), hard=True)
assert torch.allclose(choice.detach().sort(dim=1).values, torch.tensor([0.0, 0.0, 1.0]).expand(4, 3), atol=1e-6)
assert choice.requires_grad

# A learned step size gets a gradient of its own: round(x / s) - x / s.
x, s = torch.randn(6), torch.tensor(0.4, requires_grad=True)
ratio = x / s
stepped = s * (ratio + (torch.round(ratio) - ratio).detach())
(by_s,) = torch.autograd.grad(stepped.sum(), s)
print("gradient of the step size", by_s.item())
assert torch.allclose(by_s, (torch.round(ratio) - ratio).sum().detach(), atol=1e-6)  # [^step-size]

# VQ: the encoder gets the decoder's gradient; the codebook needs losses of its own.
codebook, z = nn.Embedding(8, 2), torch.randn(5, 2, requires_grad=True)
nearest = torch.cdist(z.detach(), codebook.weight.detach()).argmin(dim=1)
code = codebook(nearest)
passed = z + (code - z).detach()
by_z, by_code = torch.autograd.grad((passed**2).sum(), [z, codebook.weight], allow_unused=True)
assert torch.allclose(by_z, 2 * code.detach(), atol=1e-5) and by_code is None
codebook_loss = ((code - z.detach()) ** 2).mean()
commitment_loss = ((code.detach() - z) ** 2).mean()
assert torch.autograd.grad(codebook_loss, codebook.weight)[0].any()
assert torch.autograd.grad(commitment_loss, z)[0].any()
