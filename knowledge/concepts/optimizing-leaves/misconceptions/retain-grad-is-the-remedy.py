import torch

target = torch.tensor([1.0, 2.0, 3.0])


def start():
    raw = torch.zeros(3, requires_grad=True)
    z = raw.exp()
    z.retain_grad()
    optimizer = torch.optim.SGD([z], lr=0.1)  # accepted: z is no leaf, but retains its gradient
    return raw, z, optimizer


# Computed once: the second step goes back through a graph that is gone.
raw, z, optimizer = start()
assert not z.is_leaf
completed = 0
try:
    for _ in range(5):
        optimizer.zero_grad()
        (z - target).square().sum().backward()
        optimizer.step()
        completed += 1
except RuntimeError as error:
    print("computed once: steps completed", completed, "then:", str(error).split(" (")[0])
assert completed == 1

# Computed in each step: the optimizer still holds the first z, which no loss depends on any more.
raw, z, optimizer = start()
losses = []
for _ in range(5):
    optimizer.zero_grad()
    loss = (raw.exp() - target).square().sum()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
print("computed in each step:", losses, " raw =", raw.tolist())
assert len(set(losses)) == 1 and raw.tolist() == [0.0, 0.0, 0.0]

# The leaf is what an optimizer can move.
raw = torch.zeros(3, requires_grad=True)
optimizer = torch.optim.SGD([raw], lr=0.02)
for _ in range(200):
    optimizer.zero_grad()
    loss = (raw.exp() - target).square().sum()
    loss.backward()
    optimizer.step()
print("SGD([raw]): raw.exp() =", [round(value, 3) for value in raw.exp().tolist()])
assert torch.allclose(raw.exp(), target, atol=1e-3)
