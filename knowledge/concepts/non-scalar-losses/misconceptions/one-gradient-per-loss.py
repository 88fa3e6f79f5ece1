import torch
from torch.func import grad, vmap

weight = torch.tensor([1.0, 2.0], requires_grad=True)
samples = torch.tensor([[1.0, 0.0], [0.0, 1.0], [2.0, 2.0]])


def loss_of(weight, sample):
    return (sample @ weight) ** 2


losses = (samples @ weight) ** 2
losses.backward(torch.ones(3))
print("backward(ones): weight.grad", list(weight.grad.shape), weight.grad.tolist())
assert weight.grad.shape == weight.shape

per_sample = vmap(grad(loss_of), in_dims=(None, 0))(weight.detach(), samples)
print("vmap(grad):     per sample ", list(per_sample.shape), per_sample.tolist())
assert per_sample.shape == (3, 2)
assert torch.equal(per_sample.sum(0), weight.grad)  # backward(ones) had added them up
