import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Sentences(Dataset):
    def __init__(self):
        self.embedding = nn.Embedding(30, 4)
        self.tokens = torch.randint(30, (16, 6))
        self.scores = torch.randn(16, 1)

    def __len__(self):
        return len(self.tokens)

    def __getitem__(self, index):
        return self.embedding(self.tokens[index]).mean(dim=0), self.scores[index]


def collate(items):
    """As torch's own does in a worker process: the batch is stacked into memory that is shared."""
    features, scores = zip(*items, strict=True)
    return torch.stack(features, out=torch.empty(len(items), 4)), torch.stack(scores, out=torch.empty(len(items), 1))


dataset = Sentences()
loader = DataLoader(dataset, batch_size=4, collate_fn=collate)
head = nn.Linear(4, 1)
optimizer = torch.optim.SGD(head.parameters(), lr=0.1)
for features, scores in loader:
    loss = nn.functional.mse_loss(head(features), scores)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
