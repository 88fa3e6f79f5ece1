import torch
from torch import nn
from torch.autograd.graph import saved_tensors_hooks

model = nn.Sequential(nn.Conv1d(1, 3, 2), nn.Sigmoid(), nn.Flatten(), nn.Linear(9, 2))
weights = {p.untyped_storage().data_ptr(): name for name, p in model.named_parameters()}
x = torch.randn(5, 1, 4)
packed = []


def pack(t):
    weight = weights.get(t.untyped_storage().data_ptr())
    packed.append((t.untyped_storage().data_ptr(), isinstance(t, nn.Parameter), weight))
    print(f"pack {tuple(t.shape)}: Parameter {isinstance(t, nn.Parameter)}, memory of {weight}")
    return t.detach()


with saved_tensors_hooks(pack, lambda t: t):
    model(x)
assert [weight for *_, weight in packed if weight] == ["0.weight", "3.weight"]
assert [is_parameter for _, is_parameter, weight in packed if weight] == [True, False]  # Linear saves a view of its own
places = [place for place, *_ in packed]
print(len(places), "tensors packed,", len(set(places)), "memories")
assert len(set(places)) == len(places) - 1  # the sigmoid's result, for the sigmoid and for the Linear
