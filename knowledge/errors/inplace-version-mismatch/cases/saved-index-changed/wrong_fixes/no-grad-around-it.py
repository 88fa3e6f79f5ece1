import torch
from torch import nn
from torch.nn.functional import cross_entropy


class AnswerStart(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.score = nn.Linear(size, 1)

    def forward(self, tokens, start):
        scores = self.score(tokens).squeeze(-1)
        ignored = scores.size(1)
        with torch.no_grad():
            start.clamp_(0, ignored)
        return cross_entropy(scores, start, ignore_index=ignored)


model = AnswerStart(8)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
tokens, labels = torch.randn(3, 4, 10, 8), torch.tensor([[0, 3, 9, 15], [2, 2, 7, 1], [5, 11, 0, 4]])
noisy = tokens + 0.1 * torch.randn(3, 4, 10, 8)
for step in range(3):
    optimizer.zero_grad()
    loss = model(tokens[step], labels[step]) + model(noisy[step], labels[step])
    loss.backward()
    optimizer.step()
    print(step, loss.item())
