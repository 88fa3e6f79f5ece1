import torch
from torch import nn
from torch.utils.checkpoint import checkpoint


class MixtureOfExperts(nn.Module):
    def __init__(self, size=8, experts=8):
        super().__init__()
        self.router = nn.Linear(size, experts)
        self.experts = nn.ModuleList(nn.Linear(size, size) for _ in range(experts))
        self.register_buffer("balance", torch.zeros(experts))

    def update_balance(self, choice):
        load = torch.bincount(choice, minlength=len(self.balance))
        self.balance += 0.1 * torch.sign(load.float().mean() - load)

    def forward(self, tokens):
        scores = self.router(tokens).softmax(dim=-1)
        choice = (scores + self.balance).argmax(dim=-1)
        self.update_balance(choice)
        output = tokens.clone()
        for number, expert in enumerate(self.experts):
            chosen = torch.nonzero(choice == number).flatten()
            if len(chosen) == 0:
                continue
            weight = scores[chosen, number].unsqueeze(1)
            output = output.index_add(0, chosen, weight * torch.tanh(expert(tokens[chosen])))
        return output


model = nn.ModuleDict({"moe": MixtureOfExperts(), "head": nn.Linear(8, 1)})
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, y = torch.randn(16, 8), torch.randn(16, 1)
for step in range(3):
    optimizer.zero_grad()
    hidden = checkpoint(model["moe"], x, use_reentrant=False, determinism_check="none")
    loss = ((model["head"](hidden) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
