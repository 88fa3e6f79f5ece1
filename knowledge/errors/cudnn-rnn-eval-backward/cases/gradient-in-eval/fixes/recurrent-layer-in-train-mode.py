import torch
from torch import nn
from torch.nn.functional import cross_entropy


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(30, 16)
        self.lstm = nn.LSTM(16, 16, batch_first=True)
        self.dropout = nn.Dropout(0.3)
        self.head = nn.Linear(16, 2)

    def forward(self, embedded):
        return self.head(self.dropout(self.lstm(embedded)[0][:, -1]))


model = Classifier().to("cuda")
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
tokens, labels = torch.randint(30, (16, 8), device="cuda"), torch.randint(2, (16,), device="cuda")
for epoch in range(3):
    optimizer.zero_grad()
    cross_entropy(model(model.embedding(tokens)), labels).backward()
    optimizer.step()

model.eval()
model.lstm.train()
embedded = model.embedding(tokens).detach().requires_grad_()
score = model(embedded)[:, 1].sum()
saliency = torch.autograd.grad(score, embedded)[0].norm(dim=-1)
print(saliency[0])
