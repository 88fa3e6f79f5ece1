import torch
from torch import nn
from torch.autograd import Function, gradcheck


class Unmarked(Function):
    """relu in place, and autograd is not told."""

    @staticmethod
    def forward(ctx, x):
        x.clamp_(min=0)
        ctx.save_for_backward(x)
        return x

    @staticmethod
    def backward(ctx, grad_output):
        (y,) = ctx.saved_tensors
        return grad_output * (y > 0)


class Marked(Unmarked):
    @staticmethod
    def forward(ctx, x):
        x.clamp_(min=0)
        ctx.mark_dirty(x)
        ctx.save_for_backward(x)
        return x


def error(action):
    try:
        action()
    except RuntimeError as raised:
        return str(raised)
    raise AssertionError("no error")


# Marked: what comes out is the very tensor that went in, and its history goes on in the new node.
w = torch.tensor([-1.0, 2.0], requires_grad=True)
a = w * 3
y = Marked.apply(a)
assert y is a and a.grad_fn.name() == "MarkedBackward"  # [^same-tensor]
assert torch.autograd.grad(a.sum(), w)[0].tolist() == [0.0, 3.0]

# Unmarked: a new tensor, a view of the old one, which keeps its old history.
a = w * 3
y = Unmarked.apply(a)
print("unmarked: y is a", y is a, " a.grad_fn", a.grad_fn.name(), " a", a.tolist())
assert y is not a and y._is_view() and a.grad_fn.name() == "MulBackward0" and a.tolist() == [0.0, 6.0]

# What mark_dirty checks: a leaf that requires grad is refused; unmarked, a parameter is changed without a word.
parameter = nn.Parameter(torch.tensor([-1.0, 2.0]))
message = error(lambda: Marked.apply(parameter))
print("marked, a parameter:", message)
assert message.startswith("a leaf Variable that requires grad")  # [^leaf]
parameter = nn.Parameter(torch.tensor([-1.0, 2.0]))
Unmarked.apply(parameter)
assert parameter.tolist() == [0.0, 2.0]

# A view that is marked: its base learns of it.
for function, expected in ((Marked, [0.0, 3.0]), (Unmarked, [3.0, 3.0])):
    base = w * 3
    function.apply(base[:1])
    assert base.tolist() == [0.0, 6.0] and torch.autograd.grad(base.sum(), w)[0].tolist() == expected  # [^base]

# What is marked has to be returned. The second call replaces the first.


class NotReturned(Marked):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x.add_(1))
        return x.clone()


message = error(lambda: NotReturned.apply(w * 3))
print("not returned:", message)
assert "must all be outputs of the Function" in message


class Both(Function):
    @staticmethod
    def forward(ctx, a, b, together):
        a.add_(1), b.add_(1)
        if together:
            ctx.mark_dirty(a, b)
        else:
            ctx.mark_dirty(a)
            ctx.mark_dirty(b)
        return a, b

    @staticmethod
    def backward(ctx, grad_a, grad_b):
        return grad_a, grad_b, None


for together in (True, False):
    a, b = w * 3, w * 3
    first, second = Both.apply(a, b, together)
    assert (first is a) == together and second is b  # [^one-call]

# A tensor without requires_grad, as a running mean: its version counts without mark_dirty, too.


class Count(Function):
    @staticmethod
    def forward(ctx, x, total):
        total.add_(x.sum())
        return x * 2

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * 2, None


total = torch.zeros(())
Count.apply(w, total)
assert total.item() == 1.0 and total._version == 1

# What changes outside torch has no version of its own: the mark gives it one.


class ByNumpy(Function):
    @staticmethod
    def forward(ctx, x, mark):
        x.detach().numpy()[:] = 0.0
        if mark:
            ctx.mark_dirty(x)
        return x

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output, None


for mark in (False, True):
    a = w.exp()  # saves its output
    y = ByNumpy.apply(a, mark)
    assert a._version == mark  # [^version]
assert "modified by an inplace operation" in error(lambda: y.sum().backward())

# An input that is returned as it is comes out as a view with the new node. In place nothing may be done to it.


class Reverse(Function):
    @staticmethod
    def forward(ctx, x):
        return x

    @staticmethod
    def backward(ctx, grad_output):
        return -grad_output


a = w * 1
y = Reverse.apply(a)
assert y is not a and y.grad_fn.name() == "ReverseBackward" and a.grad_fn.name() == "MulBackward0"
message = error(lambda: y.add_(1))
print("returned as it is, then in place:", message.split(".")[0])
assert "is a view and is being modified inplace" in message


class ReverseCopy(Reverse):
    @staticmethod
    def forward(ctx, x):
        return x.clone()


y = ReverseCopy.apply(w * 1)
assert torch.autograd.grad(y.add_(1).sum(), w)[0].tolist() == [-1.0, -1.0]


# Outputs without a derivative. Integers are so by themselves, a float has to be marked.
class Sort(Function):
    received = []

    @staticmethod
    def forward(ctx, x, mark, materialize=True):
        values, indices = x.sort()
        positive = (x > 0).to(x.dtype)
        if mark:
            ctx.mark_non_differentiable(positive)
        ctx.set_materialize_grads(materialize)
        ctx.save_for_backward(indices)
        return values, indices, positive

    @staticmethod
    def backward(ctx, grad_values, grad_indices, grad_positive):
        Sort.received[:] = grad_values, grad_indices, grad_positive
        if grad_values is None:
            return None, None, None
        return torch.zeros_like(grad_values).scatter(0, ctx.saved_tensors[0], grad_values), None, None


x = torch.tensor([3.0, -1.0, 2.0], dtype=torch.float64, requires_grad=True)
for mark in (True, False):
    values, indices, positive = Sort.apply(x, mark)
    assert values.requires_grad and not indices.requires_grad  # [^integers]
    assert positive.requires_grad == (not mark)
    print("marked" if mark else "unmarked", "mask: requires_grad", positive.requires_grad)

# Unmarked, a loss made of the mask alone goes backward and yields zeros; marked, it raises.
(zeros,) = torch.autograd.grad(positive.sum(), x)
assert zeros.tolist() == [0.0, 0.0, 0.0]  # [^unmarked-mask]
assert "does not require grad" in error(lambda: Sort.apply(x, True)[2].sum().backward())
assert gradcheck(lambda x: Sort.apply(x, True)[0], x)

# grad_output of what the loss does not use: zeros, or None after set_materialize_grads(False).
Sort.apply(x, True)[0].sum().backward()
received = Sort.received
assert all(gradient is not None for gradient in received) and not received[2].any()  # [^zeros]
Sort.apply(x, True, False)[0].sum().backward()
assert received[0] is not None and received[1] is None and received[2] is None  # [^none]


# An output that is used can have None as well: where the next node returns None.
class Stop(Function):
    @staticmethod
    def forward(ctx, x):
        return x.clone()

    @staticmethod
    def backward(ctx, grad_output):
        return None


for materialize in (True, False):
    Stop.apply(Sort.apply(x, True, materialize)[0]).sum().backward()
    assert (received[0] is not None) == materialize


# The newer form: the marks are set in setup_context.
class InTwoParts(Function):
    @staticmethod
    def forward(x):
        return x.mul_(2), (x > 0).to(x.dtype)

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.mark_dirty(inputs[0])
        ctx.mark_non_differentiable(output[1])

    @staticmethod
    def backward(ctx, grad_output, _):
        return grad_output * 2


a = w * 3
y, mask = InTwoParts.apply(a)
assert y is a and not mask.requires_grad
assert torch.autograd.grad(y.sum(), w)[0].tolist() == [6.0, 6.0]
