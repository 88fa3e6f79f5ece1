import torch
from torch.autograd import gradcheck


class Sample(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, index):
        ctx.save_for_backward(weight, index)
        ctx.size = len(x)
        return (weight * x[index]).sum(dim=1)

    @staticmethod
    def backward(ctx, grad_output):
        weight, index = ctx.saved_tensors
        parts = (grad_output.unsqueeze(1) * weight).flatten()
        order = torch.randperm(len(parts))  # as atomicAdd on a GPU: in any order
        grad_x = parts.new_zeros(ctx.size).index_add(0, index.flatten()[order], parts[order])
        return grad_x, None, None


def check_gradient(sample):
    x = torch.randn(5, dtype=torch.float64, requires_grad=True)
    weight, index = torch.rand(4, 40, dtype=torch.float64), torch.randint(5, (4, 40))

    def function(x):
        return sample(x, weight, index)

    torch.manual_seed(0)
    return gradcheck(function, (x,))


print("gradient of Sample:", check_gradient(Sample.apply))
x = torch.nn.Parameter(torch.zeros(5))
optimizer = torch.optim.SGD([x], lr=0.001)
weight, index, y = torch.rand(20, 40), torch.randint(5, (20, 40)), torch.randn(20)
for epoch in range(3):
    optimizer.zero_grad()
    loss = ((Sample.apply(x, weight, index) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
