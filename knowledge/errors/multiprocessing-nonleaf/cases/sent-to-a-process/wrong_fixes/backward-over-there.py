import torch
from torch import multiprocessing as mp
from torch import nn


def environment(connection):
    while True:
        probabilities = torch.tensor(connection.recv(), requires_grad=True)
        action = int(probabilities[1] > probabilities[0])
        loss = -(1.0 if action == 1 else -0.5) * torch.log(probabilities[action])
        loss.backward()
        connection.send(loss.item())


policy = nn.Linear(3, 2)
optimizer = torch.optim.SGD(policy.parameters(), lr=0.1)
states = torch.randn(3, 3)
ours, theirs = mp.Pipe()
worker = mp.Process(target=environment, args=(theirs,))
worker.start()
try:
    for state in states:
        probabilities = policy(state).softmax(0)
        optimizer.zero_grad()
        ours.send(probabilities.tolist())
        loss = ours.recv()
        optimizer.step()
        print(loss)
finally:
    worker.kill()
