import torch

weight = torch.tensor([1.0, 2.0], requires_grad=True)


def make():
    weight.grad = None
    return weight.exp()  # its backward formula needs its own result


def gradient_after(change):
    """The gradient of y.sum() if y is changed after the forward pass, or the error."""
    y = make()
    change(y)
    try:
        y.sum().backward()
    except RuntimeError as error:
        return str(error).split(":")[0]
    return weight.grad.tolist()


def change_under_no_grad(y):
    with torch.no_grad():
        y.add_(1)


correct = weight.detach().exp()

# detach() and .data give the same tensor: no graph, the same memory.
y = make()
for cut in (y.detach(), y.data):
    assert not cut.requires_grad and cut.grad_fn is None
    assert cut.data_ptr() == y.data_ptr()
# detach() shares the version counter as well, .data does not.
y.detach().add_(1)
assert y._version == 1
y.data.add_(1)
assert y._version == 1

print("exact      ", correct.tolist())
print(".detach()  ", gradient_after(lambda y: y.detach().add_(1)))
print("no_grad    ", gradient_after(change_under_no_grad))
print(".data      ", gradient_after(lambda y: y.data.add_(1)))
print("copy       ", gradient_after(lambda y: y.detach().clone().add_(1)))
assert "modified by an inplace operation" in gradient_after(lambda y: y.detach().add_(1))
assert "modified by an inplace operation" in gradient_after(change_under_no_grad)
assert gradient_after(lambda y: y.data.add_(1)) == (correct + 1).tolist()
assert gradient_after(lambda y: y.detach().clone().add_(1)) == correct.tolist()

# NumPy shares the memory and knows no version counter; the order of detach() and clone() makes no difference.
def change_the_array(y):
    y.detach().numpy()[:] += 1


assert gradient_after(change_the_array) == (correct + 1).tolist()
y = make()
for copy in (y.detach().clone(), y.clone().detach()):
    assert torch.equal(copy, y) and copy.grad_fn is None and copy.data_ptr() != y.data_ptr()

# clone() copies the memory and stays in the graph.
y = make()
y.clone().sum().backward()
assert torch.equal(weight.grad, correct)

# detach() cuts one way of two: here the factor y counts as a constant.
y = make()
(weight * y.detach()).sum().backward()
print("d(weight * y.detach()) / d(weight) =", weight.grad.tolist())
assert torch.equal(weight.grad, correct)

# no_grad is a region: what is computed in it has no graph; what was recorded before keeps its own.
y = make()
with torch.no_grad():
    inside = y * 2
    weight.sub_(0.1)  # the usual place for an update by hand
assert not inside.requires_grad
try:
    weight.sub_(0.1)
except RuntimeError as error:
    print("weight.sub_() outside:", error)
    assert "a leaf Variable that requires grad" in str(error)
else:
    raise AssertionError("the update outside no_grad went through")
assert y.requires_grad and y.grad_fn is not None and weight.is_leaf

# A view taken in it says requires_grad, but no gradient comes back from it.
with torch.no_grad():
    view = y.view(1, 2)
assert view.requires_grad and view.grad_fn is None
(view * 2).sum().backward()
print("a view made under no_grad: requires_grad", view.requires_grad, " weight.grad", weight.grad)
assert weight.grad is None
