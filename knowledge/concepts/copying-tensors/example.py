import torch

w = torch.ones(3, requires_grad=True)
t = w * 2
for name, copy in {"clone()": t.clone(), "detach()": t.detach(), "detach().clone()": t.detach().clone()}.items():
    shares = copy.data_ptr() == t.data_ptr()
    print(f"t.{name:17} shares storage: {shares!s:5} in the graph: {copy.grad_fn is not None}")

snapshot, window = w.detach().clone(), w.detach()
with torch.no_grad():
    w += 1
print("snapshot:", snapshot, " detach() alone:", window)

start = w.detach().clone().requires_grad_()  # a leaf of its own
print("is_leaf:", start.is_leaf, " requires_grad:", start.requires_grad)
