import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

dist.init_process_group("gloo")


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.a, self.b = nn.Linear(3, 1), nn.Linear(3, 1)

    def forward(self, x):
        return self.a(x)


def movement(all_of_them, **options):
    """How far the layer that is not used moves in three steps of AdamW."""
    network = Network()
    model = DistributedDataParallel(network, **options)
    optimizer = torch.optim.AdamW(network.parameters(), lr=0.1)
    before = network.b.weight.detach().clone()
    for _ in range(3):
        loss = model(torch.ones(4, 3)).pow(2).mean()
        if all_of_them:
            loss = loss + 0.0 * sum(p.sum() for p in network.parameters())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    moved = (network.b.weight - before).abs().max().item()
    print("zero times the parameters:", all_of_them, "| gradient:", network.b.weight.grad, "| moved by", moved)
    return network.b.weight.grad, moved > 0


gradient, moved = movement(all_of_them=False, find_unused_parameters=True)
assert gradient is None and not moved
gradient, moved = movement(all_of_them=True)
assert not gradient.any() and moved
dist.barrier()
dist.destroy_process_group()
