import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

dist.init_process_group("gloo")
rank, world_size = dist.get_rank(), dist.get_world_size()
torch.manual_seed(0)
data = torch.randn(world_size, 8, 3)
x = data[rank]


def is_equal_on_all_ranks(tensor):
    gathered = [torch.empty_like(tensor) for _ in range(world_size)]
    dist.all_gather(gathered, tensor.detach().contiguous())
    return all(torch.equal(gathered[0], other) for other in gathered)


def build():
    torch.manual_seed(100 + rank)
    network = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
    return network, DistributedDataParallel(network)


def gradient(loss):
    """The gradient of the first weight by autograd.grad, which does not touch .grad."""
    return torch.autograd.grad(loss, network[0].weight)[0]


def mean_square(output):
    return output.pow(2).mean()


def backward(*losses):
    network.zero_grad()
    for loss in losses:
        loss().backward()
    return network[0].weight.grad


# Construction sends the weights of rank 0; they were different before.
network, model = build()
weight = network[0].weight
assert is_equal_on_all_ranks(weight)  # [^broadcast]

# After backward() each rank has the mean, which is the gradient of the mean loss over all samples.
local = [gradient(mean_square(network(samples))) for samples in data]
averaged = backward(lambda: mean_square(model(x))).clone()
print("own", local[rank][0].tolist(), "averaged", averaged[0].tolist())
assert is_equal_on_all_ranks(averaged) and not torch.equal(local[0], local[1])
assert torch.allclose(averaged, sum(local) / world_size, atol=1e-6)  # [^mean]
assert torch.allclose(averaged, gradient(mean_square(network(data.flatten(0, 1)))), atol=1e-6)  # [^global]

# A sum is averaged as well; times the world size it is the sum over all samples.
summed = backward(lambda: world_size * model(x).pow(2).sum()).clone()
assert torch.allclose(summed, gradient(network(data.flatten(0, 1)).pow(2).sum()), atol=1e-4)  # [^sum]

# Batches of different size: weigh by the count of all ranks.
mine = x if rank == 0 else x[:2]
everything = torch.cat([data[0], data[1][:2]])
count = torch.tensor(float(len(mine)))
dist.all_reduce(count)
wanted = gradient(mean_square(network(everything)))
assert not torch.allclose(backward(lambda: mean_square(model(mine))), wanted, atol=1e-4)  # [^uneven]
weighed = backward(lambda: model(mine).pow(2).sum() * world_size / count)
assert torch.allclose(weighed, wanted, atol=1e-6)  # [^count]

# no_sync: accumulate the first half without communication, synchronise with the second.
network.zero_grad()
with model.no_sync():
    (mean_square(model(x[:4])) / 2).backward()
assert not is_equal_on_all_ranks(weight.grad)  # [^no-sync]
(mean_square(model(x[4:])) / 2).backward()
assert torch.allclose(weight.grad, averaged, atol=1e-6)  # [^accumulated]
both = backward(lambda: mean_square(model(x[:4])) / 2, lambda: mean_square(model(x[4:])) / 2)
assert torch.allclose(both, averaged, atol=1e-6)  # [^without-no-sync]

# The forward decides.
network.zero_grad()
with model.no_sync():
    loss = mean_square(model(x))
loss.backward()
assert not is_equal_on_all_ranks(weight.grad)  # [^forward-inside]
network.zero_grad()
loss = mean_square(model(x))
with model.no_sync():
    loss.backward()
assert torch.allclose(weight.grad, averaged, atol=1e-6)  # [^forward-outside]

# What goes past the wrapper is not averaged.
assert not is_equal_on_all_ranks(backward(lambda: mean_square(model.module(x))))  # [^module]
assert not is_equal_on_all_ranks(gradient(mean_square(model(x))))  # [^autograd-grad]
network.zero_grad()
model(x).sum().backward()

# The hooks hang on the parameters as they were when they were wrapped.
network, model = build()
network.double()
network.float()
assert not is_equal_on_all_ranks(backward(lambda: mean_square(model(x))))  # [^converted]
network, model = build()
torch.manual_seed(1)
network[2] = nn.Linear(4, 1)
backward(lambda: mean_square(model(x)))
assert not is_equal_on_all_ranks(network[2].weight.grad)  # [^replaced]
print("rank", rank, "done")
dist.barrier()
dist.destroy_process_group()
