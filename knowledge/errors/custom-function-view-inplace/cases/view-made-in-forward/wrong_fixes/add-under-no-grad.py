import torch
from torch import nn
from torch.nn.functional import mse_loss


class QuantizedMatmul(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, codes, scale):
        ctx.save_for_backward(codes, scale)
        flat = x.reshape(-1, x.shape[-1]) @ (codes.float() * scale).T
        return flat.view(*x.shape[:-1], -1)

    @staticmethod
    def backward(ctx, grad_output):
        codes, scale = ctx.saved_tensors
        return grad_output @ (codes.float() * scale), None, None


codes, scale = torch.randint(-8, 8, (5, 8)), torch.tensor(0.05)  # the frozen, quantized weight
encoder, bias = nn.Linear(6, 8), nn.Parameter(torch.zeros(5))
optimizer = torch.optim.SGD([*encoder.parameters(), bias], lr=0.1)
x, y = torch.randn(4, 10, 6), torch.randn(4, 10, 5)
for step in range(3):
    output = QuantizedMatmul.apply(torch.tanh(encoder(x)), codes, scale)
    with torch.no_grad():
        output += bias
    loss = mse_loss(output, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
