import json

import torch

w = torch.ones(3, requires_grad=True)
total = torch.zeros(())
for _ in range(3):
    loss = (w * torch.ones(3)).sum()
    loss.backward()
    total = total + loss

ids, nodes, edges = {}, [{"id": "total", "label": "total", "kind": "root"}], []


def walk(node, parent):
    edges.append({"from": parent, "to": ids.setdefault(node, f"n{len(ids)}")})
    if any(known["id"] == ids[node] for known in nodes):
        return
    name = type(node).__name__
    leaf = name == "AccumulateGrad"
    nodes.append({"id": ids[node], "label": f"{name} (w)" if leaf else name, "kind": "leaf" if leaf else "node"})
    for following, _ in node.next_functions:
        if following is not None:
            walk(following, ids[node])


walk(total.grad_fn, "total")
print(json.dumps({"graph": {"nodes": nodes, "edges": edges}}))
