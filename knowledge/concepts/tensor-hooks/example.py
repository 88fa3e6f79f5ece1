import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
hidden = w * 3
hidden.register_hook(lambda gradient: print("hidden:", gradient))
handle = w.register_hook(lambda gradient: gradient * 0.5)  # what is returned goes on
w.register_post_accumulate_grad_hook(lambda parameter: print("after w.grad:", parameter.grad))

(hidden**2).sum().backward()
handle.remove()
(w * 3).sum().backward()  # adds to w.grad

# Reverse the gradient on one branch alone: hook a copy, not what both branches use.
features = w * 1
reversed_features = features.clone()
reversed_features.register_hook(lambda gradient: -gradient)
w.grad = None
(features * 2 + reversed_features * 5).sum().backward()
