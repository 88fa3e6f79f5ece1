import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, smooth_l1_loss


def detection_loss(scores, boxes, labels, targets):
    found = labels == 1
    class_loss = binary_cross_entropy_with_logits(scores, labels)
    if not found.any():
        return class_loss
    box_loss = smooth_l1_loss(boxes[found], targets[found])
    return class_loss + box_loss


model = nn.Linear(8, 5)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
all_labels = torch.tensor([[1.0, 0, 0], [0, 1, 1], [0, 0, 0], [1, 0, 1]])
all_features, all_targets = torch.randn(4, 3, 8), torch.rand(4, 3, 4)
for features, labels, targets in zip(all_features, all_labels, all_targets):
    optimizer.zero_grad()
    output = model(features)
    loss = detection_loss(output[:, 0], output[:, 1:], labels, targets)
    loss.backward()
    optimizer.step()
    print(loss.item())
