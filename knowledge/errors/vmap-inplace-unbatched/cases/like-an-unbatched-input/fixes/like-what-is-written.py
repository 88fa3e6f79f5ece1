import torch


def unroll(w, u, sequences):
    outputs = torch.zeros_like(w * sequences)
    state = torch.zeros(len(sequences))
    for t in range(sequences.shape[1]):
        state = torch.tanh(w * sequences[:, t] + u * state)
        outputs[:, t] = state
    return outputs


# An ensemble: five models, each with weights of its own, on the same batch.
w, u = torch.randn(5, requires_grad=True), torch.randn(5, requires_grad=True)
sequences, targets = torch.randn(32, 6), torch.rand(32, 6)
optimizer = torch.optim.Adam([w, u], lr=0.05)
ensemble = torch.vmap(unroll, in_dims=(0, 0, None))
for step in range(3):
    optimizer.zero_grad()
    loss = (ensemble(w, u, sequences) - targets).square().mean()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
