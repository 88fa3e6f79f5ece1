import copy

import torch
from torch import nn


def average(models):
    averaged = copy.deepcopy(models[0].state_dict())
    for key in averaged:
        for model in models[1:]:
            averaged[key] += model.state_dict()[key]
        averaged[key] /= len(models)
    return averaged


global_model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Tanh(), nn.Linear(8, 2))
data, labels = torch.randn(3, 32, 4), torch.randint(2, (3, 32))
clients = [copy.deepcopy(global_model) for _ in range(3)]
for client, x, y in zip(clients, data, labels):
    optimizer = torch.optim.SGD(client.parameters(), lr=0.1)
    for step in range(2):
        optimizer.zero_grad()
        nn.functional.cross_entropy(client(x), y).backward()
        optimizer.step()

global_model.load_state_dict(average(clients))
global_model.eval()
print("loss:", nn.functional.cross_entropy(global_model(data[0]), labels[0]).item())
