import torch
from torch import nn
from torch.nn.functional import mse_loss

torch.manual_seed(0)
gru, head = nn.GRU(3, 5), nn.Linear(5, 1)
parameters = [*gru.parameters(), *head.parameters()]
x, y = torch.randn(16, 2, 3), torch.randn(16, 2, 1)


def nodes_behind(loss):
    seen, waiting = set(), [loss.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting.extend(following for following, _ in node.next_functions)
    return len(seen)


def accumulate(detach):
    """The gradient of four chunks without a step, and the size of the graph behind each loss."""
    for parameter in parameters:
        parameter.grad = None
    state, sizes = torch.zeros(1, 2, 5), []
    for x_part, y_part in zip(x.split(4), y.split(4)):
        output, state = gru(x_part, state.detach() if detach else state)
        loss = mse_loss(head(output), y_part)
        loss.backward(retain_graph=not detach)
        sizes.append(nodes_behind(loss))
    return torch.cat([parameter.grad.flatten() for parameter in parameters]), sizes


cut, sizes = accumulate(detach=True)
print("detach():          nodes behind the loss of each chunk", sizes)
uncut, grown = accumulate(detach=False)
print("retain_graph=True: nodes behind the loss of each chunk", grown)
assert len(set(sizes[1:])) == 1 and all(a < b for a, b in zip(grown, grown[1:]))

output, _ = gru(x)
whole = torch.autograd.grad(4 * mse_loss(head(output), y), parameters)
whole = torch.cat([gradient.flatten() for gradient in whole])
print("retain_graph=True gives the gradient of the whole sequence:", torch.allclose(uncut, whole, atol=1e-5))
assert torch.allclose(uncut, whole, atol=1e-5)
assert not torch.allclose(cut, whole, rtol=0.01)
