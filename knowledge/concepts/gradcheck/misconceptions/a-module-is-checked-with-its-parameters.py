import torch
from torch import nn
from torch.autograd import Function, gradcheck


class Scale(Function):
    @staticmethod
    def forward(ctx, x, weight):
        ctx.save_for_backward(x, weight)
        return x * weight

    @staticmethod
    def backward(ctx, grad_output):
        x, weight = ctx.saved_tensors
        return grad_output * weight, grad_output * weight  # the second should be grad_output * x


class ScaleLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([0.5, -0.2, 1.5]))

    def forward(self, x):
        return Scale.apply(x, self.weight)


layer = ScaleLayer().double()
x = torch.tensor([0.3, -1.2, 0.7], dtype=torch.float64, requires_grad=True)
print("gradcheck(layer, (x,)):", gradcheck(layer, (x,)))
assert gradcheck(layer, (x,))
try:
    gradcheck(lambda x, *parameters: layer(x), (x, *layer.parameters()))
except RuntimeError as error:
    print("with the parameters:", str(error).split(",")[0])
    assert "with respect to input 1" in str(error)
else:
    raise AssertionError("the gradient of the parameter passed")
