import torch

target = torch.tensor([2 - 1j, 1 + 3j])
for conjugate in (False, True):
    z = torch.tensor([1 + 1j, -2 + 0.5j], requires_grad=True)
    optimizer = torch.optim.SGD([z], lr=0.1)
    for _ in range(50):
        optimizer.zero_grad()
        loss = ((z - target).abs() ** 2).sum()
        loss.backward()
        if conjugate:
            z.grad = z.grad.conj().clone()
        optimizer.step()
    print("conjugated" if conjugate else "as it is  ", "loss", loss.item())
    assert (loss < 1e-6) == (not conjugate)
