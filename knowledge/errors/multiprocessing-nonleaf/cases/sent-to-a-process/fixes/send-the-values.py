import torch
from torch import multiprocessing as mp
from torch import nn


def environment(connection):
    while True:
        probabilities = connection.recv()
        action = int(probabilities[1] > probabilities[0])
        connection.send((action, 1.0 if action == 1 else -0.5))


policy = nn.Linear(3, 2)
optimizer = torch.optim.SGD(policy.parameters(), lr=0.1)
states = torch.randn(3, 3)
ours, theirs = mp.Pipe()
worker = mp.Process(target=environment, args=(theirs,))
worker.start()
try:
    for state in states:
        probabilities = policy(state).softmax(0)
        ours.send(probabilities.detach().numpy())
        action, reward = ours.recv()
        loss = -reward * torch.log(probabilities[action])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(action, reward, loss.item())
finally:
    worker.kill()
