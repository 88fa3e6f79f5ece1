import torch

time = torch.arange(16) / 16
recorded = torch.sin(2 * torch.pi * 3 * time) + 0.5 * torch.cos(2 * torch.pi * time)
spectrum = torch.fft.fft(recorded)
signal = torch.zeros(16, requires_grad=True)
optimizer = torch.optim.SGD([signal], lr=0.1)
for step in range(5):
    optimizer.zero_grad()
    error = torch.fft.fft(signal) - spectrum
    loss = (error.abs() ** 2).mean()
    loss.backward()
    optimizer.step()
print((signal - recorded).abs().max().item())
