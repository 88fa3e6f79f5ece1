import torch
from torch import nn
from torch.nn.functional import cross_entropy


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(30, 16)
        self.lstm = nn.LSTM(16, 16, batch_first=True)
        self.dropout = nn.Dropout(0.3)
        self.head = nn.Linear(16, 4)

    def forward(self, tokens):
        return self.head(self.dropout(self.lstm(self.embedding(tokens))[0]))


def evaluate(model, tokens, tags):
    with torch.no_grad():
        return (model(tokens).argmax(-1) == tags).float().mean().item()


model = Tagger().to("cuda")
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
tokens, tags = torch.randint(30, (16, 8), device="cuda"), torch.randint(4, (16, 8), device="cuda")
model.train()
for epoch in range(3):
    optimizer.zero_grad()
    loss = cross_entropy(model(tokens).flatten(0, 1), tags.flatten())
    loss.backward()
    optimizer.step()
    accuracy = evaluate(model, tokens, tags)
    print(epoch, loss.item(), accuracy)
