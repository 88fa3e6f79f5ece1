import torch
from torch import multiprocessing as mp
from torch import nn
from torch.nn.functional import mse_loss


def train(lr):
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    x = torch.randn(64, 4)
    y = x.sum(1, keepdim=True)
    for _ in range(20):
        optimizer.zero_grad()
        loss = mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
    return loss.item()


rates = [0.05, 0.1, 0.2]
if __name__ == "__main__":
    assert torch.cuda.is_available()  # on a machine with a GPU, used or not
    with mp.get_context("fork").Pool(2) as pool:
        print("a first try:", train(0.01))
        losses = pool.map(train, rates)
    print(losses)
