import torch

stays, moves = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
moves.grad = torch.zeros(2)
torch.optim.AdamW([stays, moves], lr=0.1, weight_decay=0.1).step()
print("AdamW, gradient None: ", stays.tolist())
print("AdamW, gradient zero: ", moves.tolist())
assert torch.equal(stays, torch.ones(2)) and not torch.equal(moves, torch.ones(2))

stays, moves = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
optimizer = torch.optim.SGD([stays, moves], lr=0.1, momentum=0.9)
stays.grad, moves.grad = torch.ones(2), torch.ones(2)
optimizer.step()
stays.grad, moves.grad = None, torch.zeros(2)
optimizer.step()
print("momentum, second step without a gradient: ", stays.tolist())
print("momentum, second step, gradient zero:     ", moves.tolist())
assert torch.allclose(stays, torch.full((2,), 0.9)) and torch.allclose(moves, torch.full((2,), 0.81))
