import torch

x = torch.tensor([[0, 1], [1, 0]], dtype=torch.cfloat)
y = torch.tensor([[0, -1j], [1j, 0]])
z = torch.tensor([[1, 0], [0, -1]], dtype=torch.cfloat)
hamiltonian = -torch.kron(z, z) - 0.5 * torch.kron(x, x) + 0.3 * torch.kron(y, x)

amplitudes = torch.tensor([1, 1j, 0.5, 1], requires_grad=True)
optimizer = torch.optim.SGD([amplitudes], lr=0.2)
for step in range(30):
    optimizer.zero_grad()
    state = amplitudes / amplitudes.norm()
    energy = torch.vdot(state, hamiltonian @ state).abs()
    energy.backward()
    optimizer.step()
print(energy.item())
