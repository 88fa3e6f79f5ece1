import torch

mean, std = torch.ones(3, requires_grad=True), torch.ones(3, requires_grad=True)
z = torch.normal(mean, std)
z.sum().backward()
print("torch.normal: requires_grad", z.requires_grad, " mean.grad", mean.grad.tolist(), " std.grad", std.grad.tolist())
assert z.requires_grad and not mean.grad.any() and not std.grad.any()

mean.grad = std.grad = None
z = mean + std * torch.randn(3)
z.sum().backward()
print("by hand:      requires_grad", z.requires_grad, " mean.grad", mean.grad.tolist())
assert torch.equal(mean.grad, torch.ones(3)) and std.grad.any()
