import torch

torch.manual_seed(0)
g = torch.randn(8, 5, 4)
p = torch.randn(1, 5, 4, requires_grad=True)

for name, copies in {"expand": p.expand(8, 5, 4), "repeat": p.repeat(8, 1, 1)}.items():
    copies.retain_grad()
    p.grad = None
    (copies * g).sum().backward()
    shared = copies.untyped_storage().data_ptr() == p.untyped_storage().data_ptr()
    print(f"{name}: shares memory {shared}, p.grad is the sum {torch.allclose(p.grad, g.sum(0, keepdim=True))}")
    assert shared == (name == "expand")
    assert torch.allclose(p.grad, g.sum(0, keepdim=True))
    assert torch.equal(copies.grad, g)

own = p.detach().repeat(8, 1, 1).requires_grad_()
(own * g).sum().backward()
print("copies that are a leaf:", tuple(own.grad.shape))
assert torch.equal(own.grad, g)
