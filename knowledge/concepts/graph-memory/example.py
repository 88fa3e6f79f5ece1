import torch
from torch import nn


def count_nodes(tensor):
    waiting, seen = [tensor.grad_fn], set()
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting += [before for before, _ in node.next_functions]
    return len(seen)


model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
total, detached = torch.zeros(()), torch.zeros(())
for step in range(3):
    loss = model(torch.randn(16, 4)).square().mean()
    loss.backward()
    total = total + loss
    detached = detached + loss.detach()
    print(step, "nodes kept by the loss:", count_nodes(loss), "by the total:", count_nodes(total))
print("the same sum:", torch.equal(total, detached), "| nodes kept by the detached one:", count_nodes(detached))
