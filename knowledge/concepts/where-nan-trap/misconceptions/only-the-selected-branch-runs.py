import torch

calls = []


def traced_log(x):
    calls.append(x.tolist())
    return torch.log(x)


x = torch.tensor([0.0, 1.0], requires_grad=True)
y = torch.where(x > 0, traced_log(x), 0.0)
print("log() was given", calls)
assert calls == [[0.0, 1.0]]

parents = [type(node).__name__ for node, _ in y.grad_fn.next_functions if node is not None]
print("where() leads back to", parents)
assert len(parents) == 1 and parents[0].startswith("Log")

y.sum().backward()
print("y =", y.tolist(), " x.grad =", x.grad.tolist())
assert y.tolist() == [0.0, 0.0]
assert x.grad[0].isnan() and x.grad[1] == 1.0
