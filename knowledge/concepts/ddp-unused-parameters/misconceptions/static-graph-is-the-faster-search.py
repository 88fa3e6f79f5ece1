import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

dist.init_process_group("gloo")


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.heads = nn.ModuleList([nn.Linear(3, 1) for _ in range(2)])

    def forward(self, x, task):
        return self.heads[task](x)


def steps(tasks, **options):
    """After how many steps it raises, and what."""
    torch.manual_seed(0)
    model = DistributedDataParallel(Network(), **options)
    for step, task in enumerate(tasks):
        try:
            model(torch.ones(4, 3), task).sum().backward()
        except RuntimeError as error:
            return step, str(error).split(",")[0]
    return len(tasks), "no error"


for tasks in ([0, 0, 0, 0], [0, 1, 0, 1]):
    for options in ({"find_unused_parameters": True}, {"static_graph": True}):
        done, error = steps(tasks, **options)
        print(*options, tasks, "->", done, "steps,", error)
        assert (done == 4) == (tasks == [0, 0, 0, 0] or "find_unused_parameters" in options)
dist.barrier()
dist.destroy_process_group()
