import torch


class Spike(torch.autograd.Function):
    @staticmethod
    def forward(ctx, potential):
        ctx.save_for_backward(potential)
        return (potential > 0).float()

    @staticmethod
    def backward(ctx, grad_output):
        (potential,) = ctx.saved_tensors
        return grad_output / (1 + potential.abs()) ** 2


def loss_of(weights, x, y):
    spikes = Spike.apply(weights["hidden"] @ x)
    return ((weights["out"] @ spikes - y) ** 2).mean()


weights = {"hidden": torch.randn(8, 4, requires_grad=True), "out": torch.randn(2, 8, requires_grad=True)}
optimizer = torch.optim.SGD(weights.values(), lr=0.1)
inputs, targets = torch.randn(16, 4), torch.randn(16, 2)
for step in range(3):
    samples = [
        torch.autograd.grad(loss_of(weights, x, y), list(weights.values()))
        for x, y in zip(inputs, targets, strict=True)
    ]
    per_sample = dict(zip(weights, map(torch.stack, zip(*samples)), strict=True))
    optimizer.zero_grad()
    for name, weight in weights.items():
        norms = per_sample[name].flatten(1).norm(dim=1)
        weight.grad = (per_sample[name] / norms.clamp(min=1)[:, None, None]).mean(dim=0).detach()
    optimizer.step()
    print(step, norms.mean().item())
