import torch

a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(3.0, requires_grad=True)

# "Differentiate with respect to b only": b passed as grad_tensors is used as the vector v = 3.
torch.autograd.backward([a * b], grad_tensors=[b.detach()])
print("grad_tensors=[b]: a.grad =", a.grad.item(), " b.grad =", b.grad.item())
assert a.grad.item() == 3.0 * 3.0  # v * dy/da
assert b.grad.item() == 3.0 * 2.0  # v * dy/db: both leaves got a gradient

a.grad = b.grad = None
torch.autograd.backward([a * b], inputs=[b])
print("inputs=[b]:       a.grad =", a.grad, " b.grad =", b.grad.item())
assert a.grad is None
assert b.grad.item() == 2.0
