import json

import torch
from torch.autograd import Function


class Power(Function):
    @staticmethod
    def forward(ctx, x, weight, exponent):
        ctx.save_for_backward(x, weight)
        ctx.exponent = exponent
        return weight * x**exponent

    @staticmethod
    def backward(ctx, grad_output):
        x, weight = ctx.saved_tensors
        return grad_output * weight * ctx.exponent * x ** (ctx.exponent - 1), grad_output * x**ctx.exponent, None


x = torch.tensor([1.0, 2.0], requires_grad=True)
weight = torch.tensor([3.0, 4.0], requires_grad=True)
names = {id(x): "x", id(weight): "weight"}
loss = Power.apply(x, weight, 3).sum()

nodes = [{"id": "loss", "label": loss.grad_fn.name(), "kind": "root"}]
edges = []
power = loss.grad_fn.next_functions[0][0]
nodes.append({"id": "power", "label": power.name(), "kind": "node"})
edges.append({"from": "loss", "to": "power", "label": "grad_output"})
for leaf, _ in power.next_functions:
    name = names[id(leaf.variable)]
    nodes.append({"id": name, "label": f"{name}.grad", "kind": "leaf"})
    edges.append({"from": "power", "to": name, "label": f"grad_{name}"})
for tensor in power.saved_tensors:
    name = names[id(tensor)]
    nodes.append({"id": f"saved {name}", "label": f"saved_tensors: {name}", "kind": "saved"})
    edges.append({"from": "power", "to": f"saved {name}", "label": ""})
nodes.append({"id": "exponent", "label": f"ctx.exponent = {power.exponent}", "kind": "saved"})
edges.append({"from": "power", "to": "exponent", "label": ""})
print(json.dumps({"graph": {"nodes": nodes, "edges": edges}}))
