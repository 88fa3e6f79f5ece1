import torch
from torch import nn

inputs = torch.randn(64, 256)


def bytes_kept(inplace):
    """The memory that the graph holds between forward and backward, parameters left out."""
    layers = [nn.Linear(256, 256) if i % 2 == 0 else nn.ReLU(inplace=inplace) for i in range(8)]
    model = nn.Sequential(*layers)
    parameters = {parameter.untyped_storage().data_ptr() for parameter in model.parameters()}
    kept = {}

    def note(tensor):
        kept[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
        loss = model(inputs).sum()
    assert loss.grad_fn is not None
    return sum(size for address, size in kept.items() if address not in parameters)


print("ReLU():            ", bytes_kept(False), "bytes kept for backward")
print("ReLU(inplace=True):", bytes_kept(True), "bytes kept for backward")
assert bytes_kept(False) == bytes_kept(True)
