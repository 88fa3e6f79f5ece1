import json

import torch
from torch.autograd import Function

received = []


class Four(Function):
    @staticmethod
    def forward(ctx, x, materialize):
        ctx.set_materialize_grads(materialize)
        marked = (x > 0).float()
        ctx.mark_non_differentiable(marked)
        return x * 2, x * 3, marked, x.argmax()

    @staticmethod
    def backward(ctx, *gradients):
        received.append(gradients)
        return 2 * gradients[0], None


def show(gradient):
    return "None" if gradient is None else str(gradient.tolist())


x = torch.ones(2, requires_grad=True)
for materialize in (True, False):
    outputs = Four.apply(x, materialize)
    outputs[0].sum().backward()
names = ["x * 2: loss", "x * 3", "(x > 0).float(): mark_non_differentiable", "x.argmax()"]
rows = [
    [name, "yes" if output.requires_grad else "no", show(default), show(bare)]
    for name, output, default, bare in zip(names, outputs, *received)
]
columns = ["", "requires_grad", "grad_output", "set_materialize_grads(False)"]
print(json.dumps({"table": {"columns": columns, "rows": rows}}))
