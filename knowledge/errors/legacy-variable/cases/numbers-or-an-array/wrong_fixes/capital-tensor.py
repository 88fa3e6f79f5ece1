import torch
from torch import nn
from torch.nn.functional import cross_entropy

words = {"the": 0, "cat": 1, "sat": 2, "on": 3, "mat": 4}
embedding, output = nn.Embedding(5, 8), nn.Linear(8, 5)
optimizer = torch.optim.SGD([*embedding.parameters(), *output.parameters()], lr=0.1)
sentence = "the cat sat on the mat".split()
for step in range(3):
    ids = [words[word] for word in sentence]
    sequence = torch.Tensor(ids)
    loss = cross_entropy(output(embedding(sequence[:-1])), sequence[1:])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
