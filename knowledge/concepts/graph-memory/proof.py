import weakref

import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
batches = torch.randn(4, 16, 4)
saved = weakref.WeakSet()


class Saved:
    def __init__(self, tensor):
        self.tensor = tensor.detach()


def pack(tensor):
    box = Saved(tensor)
    saved.add(box)
    return box


def graph_nodes(*tensors):
    """The nodes that these tensors keep alive."""
    seen, waiting = set(), [tensor.grad_fn for tensor in tensors]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting += [parent for parent, _ in node.next_functions]
    return len(seen)


def run(keep, train=True):
    """What is kept after each step: the nodes of the graph, and the saved tensors in it."""
    kept, nodes, tensors = [], [], []
    for batch in batches:
        output = net(batch)
        loss = output.square().mean()
        if train:
            loss.backward()
        keep(kept, output, loss)
        del output, loss
        nodes.append(graph_nodes(*kept))
        tensors.append(len(saved))
    return nodes, tensors


def total_loss(kept, output, loss):
    kept[:] = [kept[0] + loss if kept else loss]


def total_item(kept, output, loss):
    kept[:] = [torch.tensor((kept[0].item() if kept else 0.0) + loss.item())]


def total_detached(kept, output, loss):
    kept[:] = [kept[0] + loss.detach() if kept else loss.detach()]


def append_output(kept, output, loss):
    kept.append(output)


def append_detached(kept, output, loss):
    kept.append(output.detach())


print(f"{'after each step:':30} graph nodes       saved tensors")
with torch.autograd.graph.saved_tensors_hooks(pack, lambda box: box.tensor):
    for keep in (total_loss, total_item, total_detached, append_output, append_detached):
        nodes, tensors = run(keep)
        print(f"{keep.__name__ + ', backward()':30} {nodes!s:17} {tensors}")
        grows = keep in (total_loss, append_output)
        added = {after - before for before, after in zip(nodes, nodes[1:])}
        assert len(added) == 1 and (added.pop() > 0) == grows  # the same number of nodes in each step
        assert grows or nodes == [0] * 4
        assert tensors == [0] * 4  # backward() has freed what the nodes had saved

    # Without backward() nothing frees the saved tensors: validation is where the memory goes.
    nodes, tensors = run(total_loss, train=False)
    print(f"{'total_loss, no backward()':30} {nodes!s:17} {tensors}")
    assert nodes == sorted(set(nodes)) and tensors == sorted(set(tensors)) and tensors[0] > 0
    assert len(saved) == 0  # the total is gone, and with it the graph

    with torch.no_grad():
        nodes, tensors = run(total_loss, train=False)
    print(f"{'total_loss, under no_grad()':30} {nodes!s:17} {tensors}")
    assert nodes == tensors == [0] * 4

# A hidden state carried to the next step carries the graph of all steps before it.
cell = nn.RNNCell(4, 8)


def carry(cut):
    hidden, counts = torch.zeros(16, 8), []
    for batch in batches:
        hidden = cell(batch, cut(hidden))
        counts.append(graph_nodes(hidden))
    return counts


whole, cut = carry(lambda hidden: hidden), carry(torch.Tensor.detach)
print("cell(x, hidden), graph nodes:         ", whole)
print("cell(x, hidden.detach()), graph nodes:", cut)
assert whole == sorted(set(whole)) and set(cut) == {whole[0]}

# Without detach() the second backward() raises; retain_graph=True keeps the saved tensors of all steps instead.
hidden, counts = torch.zeros(16, 8), []
with torch.autograd.graph.saved_tensors_hooks(pack, lambda box: box.tensor):
    for batch in batches:
        hidden = cell(batch, hidden)
        hidden.sum().backward(retain_graph=True)
        counts.append(len(saved))
print("retain_graph=True, saved tensors:     ", counts)
assert counts == sorted(set(counts))
hidden = cell(batches[0], torch.zeros(16, 8))
hidden.sum().backward()
try:
    cell(batches[1], hidden).sum().backward()
except RuntimeError as error:
    print("second step:", str(error).split(" (")[0])
else:
    raise AssertionError("the second backward() should have raised")

# detach() cuts the graph but shares the storage: a detached slice keeps the whole tensor.
states = torch.zeros(1000, 8)
slice_bytes = states[-1].detach().untyped_storage().nbytes()
copy_bytes = states[-1].detach().clone().untyped_storage().nbytes()
print("bytes held by states[-1].detach():", slice_bytes, " with .clone():", copy_bytes)
assert slice_bytes == 1000 * copy_bytes

# With a step in the loop retain_graph=True does not help: the weights that the old steps had saved are changed.
optimizer = torch.optim.SGD(cell.parameters(), lr=0.1)
hidden = torch.zeros(16, 8)
try:
    for batch in batches:
        hidden = cell(batch, hidden)
        hidden.sum().backward(retain_graph=True)
        optimizer.step()
except RuntimeError as error:
    print("retain_graph=True and step():", str(error).split(":")[0])
    assert "modified by an inplace operation" in str(error)
else:
    raise AssertionError("nothing was raised")
