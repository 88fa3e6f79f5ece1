import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Linear(4, 6)
        self.head = nn.Linear(6, 2)

    def forward(self, x):
        with torch.no_grad():
            features = torch.tanh(self.backbone(x))
        return self.head(features)


dist.init_process_group("gloo")
torch.manual_seed(0)
network = Classifier()
model = DistributedDataParallel(network)
network.backbone.requires_grad_(False)
optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
data, targets = torch.randn(dist.get_world_size(), 8, 4), torch.randn(dist.get_world_size(), 8, 2)
x, y = data[dist.get_rank()], targets[dist.get_rank()]
for step in range(3):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
dist.destroy_process_group()
