%load_ext whygrad
%whygrad watch
%xmode Minimal
import torch
model = torch.nn.Linear(3, 1)
features = model(torch.randn(4, 3)).detach()
features.mean().backward()
exit
