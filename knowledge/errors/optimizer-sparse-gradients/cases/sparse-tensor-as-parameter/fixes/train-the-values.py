import torch

adjacency = (torch.rand(20, 20) < 0.2).float()
start = (adjacency * torch.rand(20, 20)).to_sparse().coalesce()
weights = start.values().clone().requires_grad_()  # an edge's weight is learned
optimizer = torch.optim.Adam([weights], lr=0.01)
x, y = torch.randn(20, 4), torch.randn(20, 4)
for step in range(5):
    optimizer.zero_grad()
    matrix = torch.sparse_coo_tensor(start.indices(), weights, start.shape)
    loss = (torch.sparse.mm(matrix, x) - y).square().mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
