import torch


def moved(optimizer_class, set_to_none, **options):
    """How far a weight moves in a step in which no loss depended on it."""
    weight = torch.ones(1, requires_grad=True)
    optimizer = optimizer_class([weight], lr=0.1, **options)
    weight.sum().backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=set_to_none)
    before = weight.item()
    optimizer.step()
    return weight.item() - before


choices = {
    "SGD": (torch.optim.SGD, {}),
    "SGD, momentum=0.9": (torch.optim.SGD, {"momentum": 0.9}),
    "SGD, weight_decay=0.1": (torch.optim.SGD, {"weight_decay": 0.1}),
    "Adam": (torch.optim.Adam, {}),
}
print(f"{'':22} grad = None  grad = 0")
for name, (optimizer_class, options) in choices.items():
    none, zero = moved(optimizer_class, True, **options), moved(optimizer_class, False, **options)
    print(f"{name:22} {none:<12.4f} {zero:.4f}")
    assert none == 0.0
    assert (zero == 0.0) == (name == "SGD")
