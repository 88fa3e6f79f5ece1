import torch
from torch import nn
from torch.func import vmap


class Normalize(torch.autograd.Function):
    @staticmethod
    def forward(vector):
        return vector / vector.norm()

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(inputs[0].norm(), output)

    @staticmethod
    def backward(ctx, grad_output):
        norm, unit = ctx.saved_tensors
        return (grad_output - unit * (unit * grad_output).sum()) / norm

    @staticmethod
    def vmap(info, in_dims, vector):
        return Normalize.apply(vector), in_dims[0]


encoder = nn.Linear(6, 3)
optimizer = torch.optim.SGD(encoder.parameters(), lr=0.5)
inputs = torch.randn(16, 6)
targets = nn.functional.normalize(torch.randn(16, 3), dim=1)
for step in range(3):
    embeddings = vmap(Normalize.apply)(encoder(inputs))
    loss = (1 - (embeddings * targets).sum(dim=1)).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
