import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)

hidden = w * 3
hidden.retain_grad()  # before backward()
loss = (hidden**2).sum()
loss.backward()
print("hidden.grad:", hidden.grad)
print("w.grad:", w.grad)

hidden = w * 3
loss = (hidden**2).sum()
(gradient,) = torch.autograd.grad(loss, hidden)  # leaves w.grad alone
print("autograd.grad:", gradient)

hidden = w * 3
hidden.register_hook(lambda gradient: print("hook:", gradient))
(hidden**2).sum().backward()
