import torch


def gradient(change):
    x = torch.tensor([0.0, 1.0], requires_grad=True)
    hidden = x.exp()
    hidden = change(hidden)
    hidden.sum().backward()
    return x.grad


def add_through_data(hidden):
    hidden.data += 1
    return hidden


expected = gradient(lambda hidden: hidden + 1)
found = gradient(add_through_data)
print("hidden + 1:       x.grad", [round(value, 3) for value in expected.tolist()])
print("hidden.data += 1: x.grad", [round(value, 3) for value in found.tolist()], "and no error")
assert torch.allclose(expected, torch.tensor([0.0, 1.0]).exp())
assert torch.allclose(found, expected + 1)  # the changed output was taken for exp(x)

try:
    gradient(lambda hidden: hidden.detach().add_(1) * 0 + hidden)
except RuntimeError as error:
    print("hidden.detach().add_(1):", str(error)[:78])
else:
    raise AssertionError("detach() did not share the counter")
