import torch
from torch import nn


@torch.no_grad()
def allocate(samples):
    features = torch.zeros(samples, 6)
    return features, features[:, :4], features[:, 4:]


image_encoder, text_encoder, head = nn.Linear(5, 4), nn.Linear(3, 2), nn.Linear(6, 1)
model = nn.ModuleList([image_encoder, text_encoder, head])
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
images, texts, targets = torch.randn(32, 5), torch.randn(32, 3), torch.randn(32, 1)
for step in range(3):
    features, image_part, text_part = allocate(len(images))
    image_part.copy_(image_encoder(images))
    text_part.copy_(text_encoder(texts))
    loss = (head(features) - targets).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
