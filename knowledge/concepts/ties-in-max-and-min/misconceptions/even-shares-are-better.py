import torch

targets = torch.tensor([-1.0, 1.0])
ways = {"amin": lambda distances: distances.amin(dim=0), "min(dim=0)": lambda distances: distances.min(dim=0).values}
ends = {}
for name, nearest in ways.items():
    point = torch.zeros((), requires_grad=True)
    optimizer = torch.optim.SGD([point], lr=0.25)
    for _ in range(4):
        optimizer.zero_grad()
        nearest((targets - point).abs()).backward()
        optimizer.step()
    ends[name] = point.item()
    print(f"{name:10} the point ends at {ends[name]}")
assert ends == {"amin": 0.0, "min(dim=0)": -1.0}
