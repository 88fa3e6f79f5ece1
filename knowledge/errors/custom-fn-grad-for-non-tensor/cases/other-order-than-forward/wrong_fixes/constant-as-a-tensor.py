import torch
from torch import nn
from torch.nn.functional import cross_entropy


class ScaledLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, scale, weight):
        ctx.save_for_backward(x, weight)
        ctx.scale = scale
        return x @ weight.T * scale

    @staticmethod
    def backward(ctx, grad_output):
        x, weight = ctx.saved_tensors
        grad_x = grad_output @ weight * ctx.scale
        grad_weight = grad_output.T @ x * ctx.scale
        return grad_x, grad_weight, None


encoder, weight = nn.Linear(6, 8), nn.Parameter(torch.randn(3, 8) / 3)
scale = torch.tensor(0.5)
optimizer = torch.optim.SGD([*encoder.parameters(), weight], lr=0.1)
x, labels = torch.randn(32, 6), torch.randint(3, (32,))
for step in range(3):
    loss = cross_entropy(ScaledLinear.apply(torch.tanh(encoder(x)), scale, weight), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
