import torch
from torch import nn

net = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Dropout(0.5), nn.Linear(8, 1))
saved = []


def saved_tensors(mode):
    saved.clear()
    with torch.autograd.graph.saved_tensors_hooks(lambda t: saved.append(t) or t.detach(), lambda t: t), mode:
        output = net(torch.ones(16, 4))
    print(f"{'has grad_fn' if output.grad_fn is not None else 'no grad_fn':11}  tensors saved {len(saved)}")
    return len(saved)


net.train()
print("train()                     ", end="")
assert saved_tensors(torch.enable_grad()) > 0
net.eval()
print("eval()                      ", end="")
assert saved_tensors(torch.enable_grad()) > 0
print("eval(), torch.no_grad()     ", end="")
assert saved_tensors(torch.no_grad()) == 0
