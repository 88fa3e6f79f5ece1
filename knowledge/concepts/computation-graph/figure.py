import json

import torch

x, target = torch.tensor([3.0, 4.0]), torch.tensor(10.0)
weight = torch.tensor([1.0, 2.0], requires_grad=True)
bias = torch.tensor(0.5, requires_grad=True)
prediction = (weight * x).sum() + bias
loss = weight.pow(2).sum() + (prediction - target) ** 2

names = {id(weight): "weight", id(bias): "bias"}
nodes, edges, ids = [], [], {}


def visit(node):
    if node in ids:
        return ids[node]
    ids[node] = f"n{len(ids)}"
    label, kind = type(node).__name__, "root" if node is loss.grad_fn else "node"
    if hasattr(node, "variable"):
        label, kind = f"{label}: {names[id(node.variable)]}.grad", "leaf"
    nodes.append({"id": ids[node], "label": label, "kind": kind})
    for following, _ in node.next_functions:
        if following is not None:
            edges.append({"from": ids[node], "to": visit(following)})
    for attribute in dir(node):
        value = getattr(node, attribute) if attribute.startswith("_saved_") else None
        if isinstance(value, torch.Tensor):
            saved = f"{ids[node]}.{attribute}"
            nodes.append({"id": saved, "label": f"{attribute} = {value.tolist()}", "kind": "saved"})
            edges.append({"from": ids[node], "to": saved})
    return ids[node]


visit(loss.grad_fn)
print(json.dumps({"graph": {"nodes": nodes, "edges": edges}}))
