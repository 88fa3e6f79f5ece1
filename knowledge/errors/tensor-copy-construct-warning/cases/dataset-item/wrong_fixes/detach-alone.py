import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Samples(Dataset):
    def __init__(self, samples, targets):
        self.samples, self.targets = samples, targets
        self.mean = samples.mean(dim=0)

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, index):
        sample = self.samples[index].detach()
        sample -= self.mean
        return sample, self.targets[index]


x, y = torch.randn(8, 3) + 2, torch.randn(8, 1)
model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
loader = DataLoader(Samples(x, y), batch_size=8)
for epoch in range(3):
    for samples, targets in loader:
        optimizer.zero_grad()
        loss = ((model(samples) - targets) ** 2).mean()
        loss.backward()
        optimizer.step()
print(loss.item(), x.mean(dim=0))
