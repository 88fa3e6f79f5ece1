import torch
from model import Classifier

torch.manual_seed(0)
model = Classifier()
optimizer = torch.optim.Adam(model.parameters())
inputs, labels = torch.randn(32, 8), torch.randint(3, (32,))
for epoch in range(2):
    loss = torch.nn.functional.cross_entropy(model(inputs), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"epoch {epoch}: {loss.item():.3f}")
