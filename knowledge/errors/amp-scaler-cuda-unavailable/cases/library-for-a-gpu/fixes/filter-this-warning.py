import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore", message="torch.cuda.amp.GradScaler is enabled, but CUDA is not available")


class Trainer:
    """As a library has it: for a GPU, and used here without one."""

    def __init__(self, model):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
        self.scaler = torch.amp.GradScaler("cuda")

    def step(self, x, y):
        self.optimizer.zero_grad()
        loss = nn.functional.mse_loss(self.model(x), y)
        self.scaler.scale(loss).backward()
        self.scaler.step(self.optimizer)
        self.scaler.update()
        return loss.item()


model = nn.Linear(8, 1)
x, y = torch.randn(64, 8), torch.randn(64, 1)
trainer = Trainer(model)
for epoch in range(3):
    print(epoch, trainer.step(x, y))
