import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel


class GameModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.generator = nn.Linear(4, 6)
        self.critic = nn.Linear(6, 1)

    def forward(self, noise):
        return self.critic(torch.tanh(self.generator(noise)))


dist.init_process_group("gloo")
torch.manual_seed(0)
network = GameModel()
model = DistributedDataParallel(network, find_unused_parameters=True)
optimizer = torch.optim.SGD(network.generator.parameters(), lr=0.1)
data = torch.randn(dist.get_world_size(), 8, 4)
noise = data[dist.get_rank()]
for step in range(3):
    network.zero_grad()
    loss = -model(noise).mean()
    loss.backward()
    optimizer.step()
print(loss.item())
dist.destroy_process_group()
