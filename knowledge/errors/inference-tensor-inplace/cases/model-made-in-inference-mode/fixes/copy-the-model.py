import copy
import io

import torch
from torch import nn


def build():
    return nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 3))


@torch.inference_mode()
def load_model(file):
    model = build()
    model.load_state_dict(torch.load(file))
    return model.eval()


file = io.BytesIO()  # a checkpoint in memory
torch.save(build().state_dict(), file)
file.seek(0)
model = copy.deepcopy(load_model(file))

model.train()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
inputs, labels = torch.randn(32, 6), torch.randint(3, (32,))
for epoch in range(3):
    logits = model(inputs)
    loss = nn.functional.cross_entropy(logits, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
