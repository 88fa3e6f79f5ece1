import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_step(model, loader, loss_fn, optimizer):
    model.train()
    for x, y in loader:
        loss = loss_fn(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def test_step(model, loader, loss_fn):
    test_loss = 0
    model.eval()
    with torch.inference_mode():
        for x, y in loader:
            test_loss += loss_fn(model(x), y)
    with torch.no_grad():
        test_loss /= len(loader)
    return test_loss


inputs, labels = torch.randn(96, 6), torch.randint(3, (96,))
train_data = DataLoader(TensorDataset(inputs[:64], labels[:64]), batch_size=32)
test_data = DataLoader(TensorDataset(inputs[64:], labels[64:]), batch_size=16)
model = nn.Sequential(nn.Linear(6, 8), nn.Tanh(), nn.Linear(8, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(2):
    train_step(model, train_data, nn.CrossEntropyLoss(), optimizer)
    test_loss = test_step(model, test_data, nn.CrossEntropyLoss())
    print(f"{epoch}: test loss {float(test_loss):.4f}")
