import torch

torch.manual_seed(0)


class Add(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, b, reduce):
        ctx.reduce = reduce
        return x + b

    @staticmethod
    def backward(ctx, g):
        return g, ctx.reduce(g), None


x = torch.randn(32, 10, dtype=torch.double)
b = torch.randn(10, dtype=torch.double, requires_grad=True)
ways = {"no sum": lambda g: g, "sum": lambda g: g.sum(0), "mean": lambda g: g.mean(0)}
for name, reduce in ways.items():
    (found,) = torch.autograd.grad(Add.apply(x, b, reduce).sum(), b)
    checked = torch.autograd.gradcheck(lambda b, reduce=reduce: Add.apply(x, b, reduce), b, raise_exception=False)
    print(f"{name:6} gradient {found[0].item():4}  gradcheck {checked}")
    assert found.shape == b.shape
    assert checked == (name != "mean")
    assert found[0].item() == (1 if name == "mean" else 32)
