import torch

x = torch.tensor([3.0, 4.0])
weight = torch.tensor([1.0, 2.0], requires_grad=True)
product = weight * x

vector = torch.tensor([1.0, 10.0])
to_weight, to_x = product.grad_fn(vector)
print("forward:", product.tolist())
print("product.grad_fn([1, 10]) returned", to_weight.tolist(), "and", to_x)
assert torch.equal(to_weight, vector * x)  # the vector times d(weight * x) / d(weight)
assert not torch.equal(to_weight, vector * weight)
assert to_x is None
