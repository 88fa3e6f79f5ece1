import torch


class RasterizeDisks(torch.autograd.Function):
    """As the backward of a compiled extension does, it writes into buffers of the shape that it knows."""

    @staticmethod
    def forward(ctx, means, scales, opacities):
        ctx.save_for_backward(means, scales, opacities)
        return means * (scales[:, 0] * scales[:, 1] * opacities)[:, None]

    @staticmethod
    def backward(ctx, grad_output):
        means, scales, opacities = ctx.saved_tensors
        grad_area = (grad_output * means).sum(dim=1)
        grad_scales = torch.empty(len(means), 2)
        grad_scales[:, 0] = grad_area * scales[:, 1] * opacities
        grad_scales[:, 1] = grad_area * scales[:, 0] * opacities
        grad_means = grad_output * (scales[:, 0] * scales[:, 1] * opacities)[:, None]
        return grad_means, grad_scales, grad_area * scales[:, 0] * scales[:, 1]


means = torch.randn(50, 3, requires_grad=True)
scales = torch.rand(50, 3).requires_grad_()
opacities = torch.rand(50, requires_grad=True)
target = torch.randn(50, 3)
optimizer = torch.optim.Adam([means, scales, opacities], lr=1e-2)
for iteration in range(3):
    optimizer.zero_grad()
    image = RasterizeDisks.apply(means, scales, opacities)
    loss = (image - target).abs().mean()
    loss.backward()
    optimizer.step()
    print(iteration, loss.item())
