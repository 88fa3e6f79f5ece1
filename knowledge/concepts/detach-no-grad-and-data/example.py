import torch

weight = torch.tensor([1.0, 2.0], requires_grad=True)
y = weight.exp()

cut = y.detach()
print("detach():", cut.grad_fn, "| the same memory:", cut.data_ptr() == y.data_ptr())
copy = y.clone()
print("clone():", copy.grad_fn.name(), "| the same memory:", copy.data_ptr() == y.data_ptr())
with torch.no_grad():
    print("y * 2 under no_grad:", (y * 2).grad_fn)

(weight * y.detach()).sum().backward()
print("y as a constant:", weight.grad)

for name in ("detach", "data"):
    weight.grad = None
    y = weight.exp()
    (y.detach() if name == "detach" else y.data).add_(1)
    try:
        y.sum().backward()
        print(f"changed through {name}:", weight.grad, "instead of", weight.detach().exp())
    except RuntimeError as error:
        print(f"changed through {name}:", str(error).split(":")[0])
