import json

import torch
from torch import nn
from torch.autograd import Function

seen = []


class Layer(Function):
    @staticmethod
    def forward(ctx, x, scale, weight, bias):
        seen.append(ctx.needs_input_grad)
        return scale * x @ weight.T + bias

    @staticmethod
    def backward(ctx, grad_output):
        raise NotImplementedError


data, weight, bias = torch.ones(4, 3), nn.Parameter(torch.ones(2, 3)), nn.Parameter(torch.ones(2))
before = nn.Linear(3, 3)
frozen = nn.Linear(3, 3).requires_grad_(False)
with torch.no_grad():
    features = before(data)
calls = {
    "(data, 0.5, weight, bias)": (data, 0.5, weight, bias),
    "(layer(data), 0.5, weight, bias)": (before(data), 0.5, weight, bias),
    "(frozen_layer(data), 0.5, weight, bias)": (frozen(data), 0.5, weight, bias),
    "(layer(data).detach(), 0.5, weight, bias)": (before(data).detach(), 0.5, weight, bias),
    "(features under no_grad, 0.5, weight, bias)": (features, 0.5, weight, bias),
    "(layer(data), 0.5, weight.detach(), bias)": (before(data), 0.5, weight.detach(), bias),
}
rows = []
for name, arguments in calls.items():
    Layer.apply(*arguments)
    rows.append([name, *("yes" if flag else "no" for flag in seen[-1])])
print(json.dumps({"table": {"columns": ["apply", "[0] x", "[1] scale", "[2] weight", "[3] bias"], "rows": rows}}))
