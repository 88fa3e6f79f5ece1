import torch

samples = torch.tensor([[1.0], [2.0], [3.0], [4.0]])
targets = 3 * samples[:, 0]


def train(optimizer_class, lr, reduce):
    weight = torch.zeros(1, requires_grad=True)
    optimizer = optimizer_class([weight], lr=lr)
    for _ in range(20):
        optimizer.zero_grad()
        reduce((samples @ weight - targets) ** 2).backward()
        optimizer.step()
    return weight.item()


print("the right weight is 3")
for name, reduce in (("mean", torch.mean), ("sum", torch.sum)):
    print(f"SGD  lr=0.05  {name:4} {train(torch.optim.SGD, 0.05, reduce):.4g}")
assert abs(train(torch.optim.SGD, 0.05, torch.mean) - 3) < 0.01
assert abs(train(torch.optim.SGD, 0.05, torch.sum)) > 1000  # four samples: four times the step

# The factor is the number of elements, so the learning rate makes up for it.
matched = train(torch.optim.SGD, 0.05 / 4, torch.sum)
print(f"SGD  lr=0.0125 sum {matched:.4g}")
assert abs(matched - train(torch.optim.SGD, 0.05, torch.mean)) < 1e-4

# Adam divides by the size of the gradient: there the factor nearly cancels.
by_mean, by_sum = (train(torch.optim.Adam, 0.05, reduce) for reduce in (torch.mean, torch.sum))
print(f"Adam lr=0.05  mean {by_mean:.4f}  sum {by_sum:.4f}")
assert abs(by_mean - by_sum) < 1e-4
