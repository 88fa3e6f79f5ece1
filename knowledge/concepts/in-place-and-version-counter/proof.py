import warnings

import torch

x = torch.tensor([0.0, 1.0], requires_grad=True)


def raised(run):
    try:
        run()
    except RuntimeError as error:
        return str(error)
    raise AssertionError("no error")


# exp saves its own output: the tensor itself, not a copy, with the version that it has now.
hidden = x.exp()
exp = hidden.grad_fn
assert exp._saved_result.data_ptr() == hidden.data_ptr()
print("after exp:      version", hidden._version)
assert hidden._version == 0

# Each in-place change raises the version; backward compares.
hidden += 1
print("after += 1:     version", hidden._version)
assert hidden._version == 1
message = raised(hidden.sum().backward)
print("backward: ...", message[message.index("which is") : message.index(" Hint")])
assert "is at version 1; expected version 0 instead" in message

# Others save their input, or nothing that could be spoiled.
for function in (torch.sigmoid, torch.tanh, torch.relu, torch.sqrt, lambda x: x.softmax(0)):
    output = function(x)
    assert output.grad_fn._saved_result.data_ptr() == output.data_ptr()
for function in (torch.log, lambda x: x**2):
    assert function(x).grad_fn._saved_self.data_ptr() == x.data_ptr()
assert not hasattr((x + 1).grad_fn, "_saved_self") and (x * 2).grad_fn._saved_self is None
factor = torch.ones(2, requires_grad=True)
product = (x * factor).grad_fn
assert product._saved_self.data_ptr() == x.data_ptr() and product._saved_other.data_ptr() == factor.data_ptr()
layer, rows = torch.nn.Linear(2, 2), torch.ones(3, 2, requires_grad=True)
linear = layer(rows).grad_fn
assert linear._saved_mat1.data_ptr() == rows.data_ptr() and linear._saved_mat2.data_ptr() == layer.weight.data_ptr()

# Anomaly mode adds the operation that saved.
with warnings.catch_warnings(record=True) as caught, torch.autograd.set_detect_anomaly(True):
    warnings.simplefilter("always")
    hidden = x.exp()
    hidden += 1
    raised(hidden.sum().backward)
traceback = next(str(warning.message) for warning in caught if "forward call" in str(warning.message))
print("anomaly mode:  ", traceback.splitlines()[0])
assert "ExpBackward0" in traceback and "x.exp()" in traceback

# Out of place: the name moves to a new tensor, and the saved one is left alone.
hidden = x.exp()
saved = hidden
hidden = hidden + 1
assert saved._version == 0 and hidden is not saved
hidden.sum().backward()
assert torch.equal(x.grad, x.detach().exp())
print("out of place:   x.grad", [round(value, 4) for value in x.grad.tolist()])

# In place is fine where nobody saved the values; the change is an operation of the graph like any other.
x.grad = None
hidden = x * 2
hidden += 1
hidden *= 5
print("x * 2, +=, *=:  version", hidden._version, " grad_fn", hidden.grad_fn.name().removesuffix("Backward0"))
hidden.sum().backward()
assert hidden._version == 2
assert x.grad.tolist() == [10.0, 10.0]

# Assignment to an index, copy_, out= and the functions of nn.init are in place as well.
plain = torch.zeros(2)
plain[0] = 1
plain.copy_(torch.ones(2))
torch.add(plain, 1, out=plain)
torch.nn.init.zeros_(plain)
assert plain._version == 4

# Who shares the counter: views and detach(). Who does not: clone() (own values), .data (the same values!).
hidden = x * 2
view, detached, data, clone = hidden[0], hidden.detach(), hidden.data, hidden.clone()
array = hidden.detach().numpy()
hidden += 1
versions = {"view": view, "detach()": detached, ".data": data, "clone()": clone}
print("after += 1:    ", {name: tensor._version for name, tensor in versions.items()})
assert view._version == detached._version == 1
assert data._version == clone._version == 0
assert torch.equal(data, hidden) and not torch.equal(clone, hidden)
array += 1
assert hidden.tolist() == array.tolist() and hidden._version == 1  # changed through NumPy, and not counted

# Recorded, the change would turn a leaf that requires grad into a result. Under no_grad it is only counted.
print("leaf += 1:     ", raised(lambda: x.add_(1)))
with torch.no_grad():
    x -= 0.1
assert x._version == 1

# optimizer.step() is such a change, so it stands after every backward() that needs the old weights.
weight = torch.ones(2, requires_grad=True)
optimizer = torch.optim.SGD([weight], lr=0.1)
first, second = (weight**2).sum(), (weight**3).sum()
first.backward()
optimizer.step()
print("after step():   version", weight._version)
assert "is at version 1; expected version 0 instead" in raised(second.backward)
