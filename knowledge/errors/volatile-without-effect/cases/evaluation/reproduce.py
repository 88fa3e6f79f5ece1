import torch
from torch import nn
from torch.autograd import Variable

model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 5))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(100, 20), torch.randint(5, (100,))
test_x = torch.randn(200, 20)
for epoch in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    outputs = []
    for batch in test_x.split(50):
        batch = Variable(batch, volatile=True)
        outputs.append(model(batch))
    outputs = torch.cat(outputs)
    print(epoch, loss.item(), outputs.argmax(1).bincount(minlength=5).tolist())
