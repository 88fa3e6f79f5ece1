import torch

weight = torch.tensor([1.0, 2.0], requires_grad=True)
samples, targets = torch.tensor([[1.0, 0.0], [0.0, 1.0], [2.0, 2.0]]), torch.tensor([0.0, 0.0, 5.0])

losses = (samples @ weight - targets) ** 2
print("losses:", losses)
try:
    losses.backward()
except RuntimeError as error:
    print("losses.backward():", error)

losses.mean().backward()
print("mean():   ", weight.grad)

weight.grad = None
losses = (samples @ weight - targets) ** 2
losses.backward(gradient=torch.tensor([1.0, 0.0, 0.5]))
print("weighted: ", weight.grad)

rows = torch.func.jacrev(lambda weight: (samples @ weight - targets) ** 2)(weight.detach())
print("one row for each loss:", rows)
