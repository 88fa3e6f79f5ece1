import torch
from torch import nn


class RasterizeGaussians(torch.autograd.Function):
    """As a compiled extension does, its backward looks for the number of bands only where there is a point."""

    @staticmethod
    def forward(ctx, colours, opacities):
        ctx.save_for_backward(colours, opacities)
        return (colours.mean(dim=1) * opacities[:, None]).sum(dim=0)

    @staticmethod
    def backward(ctx, grad_pixel):
        colours, opacities = ctx.saved_tensors
        points, bands = len(colours), colours.shape[1] if len(colours) else 0
        grad_colours = torch.zeros(points, bands, 3)
        if points:
            grad_colours += (opacities[:, None] * grad_pixel / bands)[:, None, :]
        return grad_colours, colours.mean(dim=1) @ grad_pixel


opacities = torch.cat([torch.full((40,), 0.1), torch.full((10,), 0.001)])
keep = opacities > 0.5
colours = nn.Parameter(torch.rand(50, 16, 3)[keep])
logits = nn.Parameter(torch.logit(opacities[keep]))
target = torch.tensor([0.2, 0.5, 0.8])
optimizer = torch.optim.Adam([colours, logits], lr=0.01)
for iteration in range(3):
    if len(colours) == 0:
        continue
    optimizer.zero_grad()
    pixel = RasterizeGaussians.apply(colours, torch.sigmoid(logits))
    loss = (pixel - target).square().sum()
    loss.backward()
    optimizer.step()
    print(iteration, len(colours), loss.item())
