import torch


def gradient(clip):
    weight = torch.tensor([0.0, 3.0], requires_grad=True)
    y = torch.sigmoid(weight)
    clip(y)
    try:
        y.sum().backward()
    except RuntimeError as error:
        return str(error).split(":")[0]
    return weight.grad


y = torch.sigmoid(torch.tensor([0.0, 3.0]))
exact = y * (1 - y)
through_data = gradient(lambda y: y.data.clamp_(max=0.6))
through_detach = gradient(lambda y: y.detach().clamp_(max=0.6))
print("d sigmoid          ", [round(value, 4) for value in exact.tolist()])
print("y.data.clamp_()    ", [round(value, 4) for value in through_data.tolist()])
print("y.detach().clamp_()", through_detach)
assert torch.allclose(through_data, torch.tensor([0.25, 0.6 * 0.4]))
# Neither the derivative of sigmoid nor that of the clamped value, which is 0 in the clamped element.
assert not torch.allclose(through_data, exact) and through_data[1] != 0
assert "modified by an inplace operation" in through_detach
