import torch
from torch import nn
from torch.nn.functional import cross_entropy


class Sharded(nn.Linear):
    """Its parameters are empty while it does not run, as those of ZeRO stage 3 are."""

    def __init__(self, inputs, outputs):
        super().__init__(inputs, outputs)
        self.whole, self.nodes = {}, [p.expand_as(p).grad_fn.next_functions[0][0] for p in self.parameters()]
        self.release()

    def release(self):
        for p in self.parameters():
            if p.numel():
                self.whole[p], p.data = p.data, torch.empty(0)

    def forward(self, x):
        for p, data in self.whole.items():
            p.data = data
        return super().forward(x)


model = nn.ModuleDict({"vision": Sharded(8, 8), "head": nn.Linear(8, 3)})
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
images, texts, labels = torch.randn(32, 8), torch.randn(32, 8), torch.randint(3, (32,))
for step in range(4):
    if step % 2:  # a batch without an image
        loss = cross_entropy(model["head"](texts), labels)
    else:
        loss = cross_entropy(model["head"](model["vision"](images)), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    model["vision"].release()
    print(step, loss.item())
