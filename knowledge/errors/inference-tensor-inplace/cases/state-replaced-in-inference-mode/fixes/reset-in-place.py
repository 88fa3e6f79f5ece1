import torch
from torch import nn


class Accuracy:
    def __init__(self):
        self.correct = torch.zeros(())
        self.reset()

    def reset(self):
        self.correct.zero_()
        self.count = 0

    def update(self, logits, labels):
        self.correct += (logits.argmax(1) == labels).sum()
        self.count += len(labels)

    def compute(self):
        return (self.correct / self.count).item()


@torch.inference_mode()
def validate(model, metric, inputs, labels):
    metric.reset()
    metric.update(model(inputs), labels)
    print("validation:", metric.compute())
    metric.reset()


inputs, labels = torch.randn(48, 6), torch.randint(3, (48,))
model, metric, accuracies = nn.Linear(6, 3), Accuracy(), []
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for epoch in range(3):
    logits = model(inputs[:32])
    loss = nn.functional.cross_entropy(logits, labels[:32])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    metric.update(logits, labels[:32])
    accuracies.append(metric.compute())
    validate(model, metric, inputs[32:], labels[32:])
