import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.fsdp import FullyShardedDataParallel as FSDP
from torch.nn.functional import cross_entropy


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh())
        self.head = nn.Linear(16, 3)

    def forward(self, x):
        return self.head(self.backbone(x))


def build():
    model = Classifier()
    for parameter in model.backbone.parameters():
        parameter.requires_grad = False
    return model


dist.init_process_group("gloo")
rank, cpu = dist.get_rank(), torch.device("cpu")
torch.manual_seed(0)
model = build()
model = FSDP(model, device_id=cpu)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
x, y = torch.randn(2, 32, 8), torch.randint(3, (2, 32))  # one half for each process
losses = []
for step in range(5):
    optimizer.zero_grad()
    loss = cross_entropy(model(x[rank]), y[rank])
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
print(losses)
dist.destroy_process_group()
