import torch
from torch import nn
from torch.nn.functional import cross_entropy, normalize


class Matcher(nn.Module):
    def __init__(self):
        super().__init__()
        self.project = nn.Linear(10, 6)
        self.log_scale = nn.Parameter(torch.zeros(()))

    def forward(self, images, texts):
        scores = normalize(self.project(images), dim=1) @ normalize(texts, dim=1).T
        return torch.exp(self.log_scale) * scores


model = Matcher()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
images, texts = torch.randn(16, 10), torch.randn(16, 6)
for step in range(3):
    optimizer.zero_grad()
    loss = cross_entropy(model(images, texts), torch.arange(16))
    loss.backward()
    optimizer.step()
print("scale", model.log_scale.exp().item())
