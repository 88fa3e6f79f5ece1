import torch

w = torch.tensor(2.0, requires_grad=True)


def query_gradient(inner, outer):
    """d/dw of (w - 0.1 * d(w**3)/dw)**2, where the inner gradient is made with or without a graph."""
    (g,) = torch.autograd.grad(w**3, w, create_graph=inner)
    adapted = w - 0.1 * g
    return torch.autograd.grad(adapted**2, w, create_graph=outer)[0].item()


exact = 2 * (2 - 0.1 * 3 * 2**2) * (1 - 0.1 * 6 * 2)
print("inner:", query_gradient(True, False), " outer alone:", query_gradient(False, True), " exact:", exact)
assert abs(query_gradient(True, False) - exact) < 1e-5
assert abs(query_gradient(False, True) - 2 * (2 - 0.1 * 3 * 2**2)) < 1e-5
