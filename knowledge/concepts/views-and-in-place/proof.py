import torch

x = torch.ones(2, 2, requires_grad=True)


def refused(run, message):
    try:
        run()
    except RuntimeError as error:
        assert message in str(error)
        return str(error).split(".")[0]
    raise AssertionError("no error")


def node(tensor):
    return type(tensor.grad_fn).__name__


# A view is a window on the memory of its base: same values, same version counter, an own grad_fn.
base = x * 1
row = base[0]
print("before: base", node(base), " row", node(row))
assert row._base is base and row.data_ptr() == base.data_ptr()

# A change through the view changes the base, and autograd rewrites the history of both.
row.mul_(3)
print("after:  base", node(base), " row", node(row))
assert base.tolist() == [[3.0, 3.0], [1.0, 1.0]]
assert base._version == row._version == 1
assert node(base) == "CopySlices"
base.sum().backward()
print("x.grad", x.grad.tolist())
assert x.grad.tolist() == [[3.0, 3.0], [1.0, 1.0]]

# Assignment to a slice is such a change: the gradient flows to what was written, not to what was overwritten.
x.grad = None
written = torch.ones(2, requires_grad=True)
base = x * 1
base[0] = written * 5
base.sum().backward()
print("base[0] = written * 5: written.grad", written.grad.tolist(), " x.grad", x.grad.tolist())
assert written.grad.tolist() == [5.0, 5.0]
assert x.grad.tolist() == [[0.0, 0.0], [1.0, 1.0]]

# A plain tensor becomes part of the graph when something that requires grad is written into it.
buffer = torch.zeros(2, 2)
buffer[0] = written * 5
assert buffer.requires_grad and node(buffer) == "CopySlices"

# Views, copies, and what is a view only where it can be.
h = x * 1
views = [h[0], h[:, 1:], h[None], h.view(-1), h.t(), h.transpose(0, 1), h.permute(1, 0), h.squeeze(), h.unsqueeze(0)]
views += [h.expand(3, 2, 2), h.narrow(0, 0, 1), h.diagonal(), *h.unbind(0), *h.split(1), *h.chunk(2)]
assert all(view._is_view() for view in views)
row_zero = torch.tensor([0])
copies = [h[h > 0], h[[0]], h.index_select(0, row_zero), h.gather(0, row_zero[None]), h.repeat(1, 1), h.clone()]
assert not any(copy.untyped_storage().data_ptr() == h.untyped_storage().data_ptr() for copy in copies)
assert h.reshape(-1)._is_view() and h.flatten()._is_view() and h.contiguous() is h
assert not h.t().reshape(-1)._is_view() and not h.t().flatten()._is_view() and not h.t().contiguous()._is_view()

# Some views refuse the change. A view of a leaf that requires grad:
print("x[0].mul_(2):       ", refused(lambda: x[0].mul_(2), "a view of a leaf Variable that requires grad"))

# One of several views that a function returned at once; iterating over a tensor is unbind().
base = x * 1
several = "the output of a function that returns multiple views"
print("row of a for loop:  ", refused(lambda: [row.mul_(2) for row in base], several))
for views in (base.split(1), base.chunk(2)):
    refused(lambda: views[0].mul_(2), several)
for index in range(2):
    base[index].mul_(2)  # a view by itself
assert base.tolist() == [[2.0, 2.0], [2.0, 2.0]]

# A view made under no_grad and changed outside.
with torch.no_grad():
    row = base[0]
print("view from no_grad:  ", refused(lambda: row.mul_(2), "A view was created in no_grad mode"))


# A view, or its own input, that a custom Function returned.
class Flatten(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.view(-1)

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output.view(2, 2)


class Same(Flatten):
    @staticmethod
    def forward(ctx, x):
        return x


for function in (Flatten, Same):
    message = "This view was created inside a custom Function"
    print("custom Function:    ", refused(lambda: function.apply(base).mul_(2), message))
    function.apply(base).clone().mul_(2)

# A full backward hook wraps the inputs and outputs of its module in such a function.
layer = torch.nn.Linear(2, 2)
layer.register_full_backward_hook(lambda module, grad_input, grad_output: None)
refused(lambda: layer(x).relu_(), message)

# A view in which elements share memory.
expanded = torch.zeros(1, 2).expand(3, 2)
print("expanded:           ", refused(lambda: expanded.add_(1), "refers to a single memory location"))
