import torch

weight = torch.tensor([1.0, 2.0], requires_grad=True)

shared = weight**2
first, second = shared.sum(), shared.prod()
first.backward(retain_graph=True)
print("after the first: ", weight.grad)
second.backward()
print("after the second:", weight.grad)
try:
    second.backward()
except RuntimeError as error:
    print("a third raises:  ", str(error).split(" (")[0])

weight.grad = None
shared = weight**2
(shared.sum() + shared.prod()).backward()
print("of the sum:      ", weight.grad)
