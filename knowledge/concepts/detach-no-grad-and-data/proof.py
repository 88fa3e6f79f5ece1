import torch
from torch import nn

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

# A teacher: detach() and no_grad give the student the same gradients; under no_grad nothing is saved for backward.
student = nn.Linear(2, 1)
teacher = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
x = torch.randn(4, 2)


def distill(treat):
    """The gradients of the student and the teacher, and how many tensors the teacher saved for backward."""
    saved = []
    with torch.autograd.graph.saved_tensors_hooks(lambda value: saved.append(value) or value, lambda value: value):
        target = treat(teacher, x)
    student.zero_grad()
    ((student(x) - target) ** 2).mean().backward()
    return student.weight.grad, [parameter.grad for parameter in teacher.parameters()], len(saved)


def detached(module, *inputs, **options):
    return module(*inputs, **options).detach()


by_detach, of_teacher, saved_by_detach = distill(detached)
by_no_grad, of_teacher_too, saved_by_no_grad = distill(torch.no_grad()(lambda module, x: module(x)))
print("saved by the teacher: with detach()", saved_by_detach, " under no_grad", saved_by_no_grad)
assert torch.equal(by_detach, by_no_grad) and of_teacher == of_teacher_too == [None] * 4
assert saved_by_detach > 0 and saved_by_no_grad == 0
# A frozen teacher has no graph to be cut from.
assert teacher.requires_grad_(False)(x).grad_fn is None

# Neither switches Dropout off.
dropout = nn.Dropout(0.5)
with torch.no_grad():
    assert not torch.equal(dropout(torch.ones(100)), torch.ones(100))
assert not torch.equal(dropout(torch.ones(100, requires_grad=True)).detach(), torch.ones(100))

# no_grad can change values: in eval mode the encoder then fills padded positions with zeros. detach() does not.
encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 1).eval()
tokens, padded = torch.randn(2, 4, 8), torch.tensor([[False, False, True, True], [False] * 4])
recorded = encoder(tokens, src_key_padding_mask=padded)
cut = detached(encoder, tokens, src_key_padding_mask=padded)
with torch.no_grad():
    unrecorded = encoder(tokens, src_key_padding_mask=padded)
print("padded positions differ by", round((recorded - unrecorded)[padded].abs().max().item(), 2))
assert torch.equal(cut, recorded)
assert not unrecorded[padded].any() and recorded[padded].abs().max() > 0.1

# The discriminator's loss on fake.detach() leaves the generator alone; the generator's loss on fake reaches it.
generator, discriminator = nn.Linear(2, 2), nn.Linear(2, 1)
fake = generator(x)
discriminator(fake.detach()).mean().backward()
assert generator.weight.grad is None and discriminator.weight.grad is not None
discriminator(fake).mean().backward()
assert generator.weight.grad is not None

# vmap refuses .data; an inference tensor has no version counter.
torch.vmap(lambda row: row.detach() * 2)(x)
try:
    torch.vmap(lambda row: row.data * 2)(x)
except RuntimeError as error:
    print("vmap:", error)
    assert "accessing `data` under vmap" in str(error)
else:
    raise AssertionError("vmap allowed .data")
with torch.inference_mode():
    inference = torch.ones(2)
try:
    inference._version  # noqa: B018
except RuntimeError as error:
    assert "do not track version counter" in str(error)
else:
    raise AssertionError("the inference tensor has a version counter")
