import torch

torch.manual_seed(0)
layer = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)

best_by_detach = layer.weight.detach()
best_by_clone = layer.weight.detach().clone()
layer(torch.ones(4, 2)).sum().backward()
optimizer.step()

print("the weight now:        ", layer.weight.tolist())
print("detach() taken before: ", best_by_detach.tolist())
print("clone() taken before:  ", best_by_clone.tolist())
assert torch.equal(best_by_detach, layer.weight)
assert not torch.equal(best_by_clone, layer.weight)
