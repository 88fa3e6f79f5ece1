import torch
from torch import nn

ids = torch.tensor([1, 3, 1])


def embed(sparse=True, **options):
    torch.manual_seed(0)
    return nn.Embedding(6, 2, sparse=sparse, **options)


def gradient(module, *inputs):
    module(*inputs).sum().backward()
    return module.weight.grad


def error_of(run):
    try:
        run()
    except (RuntimeError, ValueError, TypeError) as error:
        return str(error)
    raise AssertionError("it raised nothing")


def rows_moved(optimizer_class, sparse, batches, **options):
    """For each batch, the rows that the step moved."""
    embedding = embed(sparse)
    optimizer = optimizer_class(embedding.parameters(), lr=0.1, **options)
    moved = []
    for batch in batches:
        before = embedding.weight.detach().clone()
        optimizer.zero_grad()
        embedding(batch).pow(2).sum().backward()
        optimizer.step()
        moved.append((embedding.weight != before).any(1).nonzero().flatten().tolist())
    return moved, embedding.weight.detach()


# The gradient of the table: dense with zeros, or sparse with an entry for each look-up. The weight stays dense.
dense, sparse = gradient(embed(sparse=False), ids), gradient(embed(), ids)
assert dense.layout == torch.strided and not dense[[0, 2, 4, 5]].any()  # [^dense-zeros]
assert sparse.layout == torch.sparse_coo and embed().weight.layout == torch.strided  # [^layout]
assert sparse._nnz() == 3 and not sparse.is_coalesced()  # [^one-for-each-look-up]
assert torch.equal(sparse.to_dense(), dense)  # [^same]
message = error_of(sparse.indices)
print("indices():", message)
assert "coalesce" in message  # [^indices]
merged = sparse.coalesce()
print("coalesced: rows", merged.indices().tolist(), "values", merged.values().tolist())
assert merged.indices().tolist() == [[1, 3]] and merged.values().tolist() == [[2, 2], [1, 1]]  # [^coalesce]
assert "numpy" in error_of(sparse.numpy)

# The row of padding_idx has no entry; a second backward appends.
assert gradient(embed(padding_idx=3), ids).coalesce().indices().tolist() == [[1]]  # [^padding]
embedding = embed()
gradient(embedding, ids)
assert gradient(embedding, torch.tensor([0]))._nnz() == 4  # [^accumulates]

# Where sparse gradients come from, and where they do not.
offsets = torch.tensor([0])
assert gradient(nn.EmbeddingBag(6, 2, sparse=True, mode="mean"), ids, offsets).is_sparse  # [^bag]
assert "max" in error_of(lambda: nn.EmbeddingBag(6, 2, sparse=True, mode="max")(ids, offsets))  # [^bag-max]
assert "scale_grad_by_freq" in error_of(lambda: gradient(embed(scale_grad_by_freq=True), ids))  # [^by-frequency]
weight = torch.randn(6, 2, requires_grad=True)
weight[ids].sum().backward()
assert weight.grad.layout == torch.strided  # [^indexing]
source = torch.randn(4, 3, requires_grad=True)
torch.gather(source, 1, torch.tensor([[0]]), sparse_grad=True).sum().backward()
assert source.grad.is_sparse  # [^gather]
matrix, features = torch.eye(3).to_sparse().requires_grad_(), torch.randn(3, 2, requires_grad=True)
torch.sparse.mm(matrix, features).sum().backward()
assert matrix.grad.is_sparse and matrix.grad._nnz() == 3 and features.grad.layout == torch.strided  # [^mm]

# Another use of the weight has a dense gradient, and the sum of both is dense: tied weights, a penalty on the table.
embedding, head = embed(), nn.Linear(2, 6, bias=False)
head.weight = embedding.weight
head(embedding(ids)).sum().backward()
assert embedding.weight.grad.layout == torch.strided  # [^tied]
embedding = embed()
(embedding(ids).sum() + embedding.weight.pow(2).sum()).backward()
assert embedding.weight.grad.layout == torch.strided  # [^penalty]
embedding = embed()
rows = embedding(ids)
(rows.sum() + rows.pow(2).sum()).backward()
assert embedding.weight.grad.is_sparse  # [^penalty-on-rows]

# Optimizers.
first, second = ids, torch.tensor([0])
for name in ("SGD", "Adagrad", "SparseAdam", "LBFGS"):
    embedding = embed()
    optimizer = getattr(torch.optim, name)(embedding.parameters(), lr=0.1)

    def closure(optimizer=optimizer, embedding=embedding):
        optimizer.zero_grad()
        loss = embedding(ids).pow(2).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    assert embedding.weight.grad.is_sparse  # [^takes-sparse]
for name in ("Adam", "AdamW", "NAdam", "RAdam", "Adamax", "RMSprop", "Rprop", "ASGD", "Adadelta"):
    optimizer_class = getattr(torch.optim, name)
    message = error_of(lambda optimizer_class=optimizer_class: rows_moved(optimizer_class, True, [first]))
    assert "does not support sparse gradients" in message  # [^refuses-sparse]
assert "dense" in error_of(lambda: rows_moved(torch.optim.SparseAdam, False, [first]))  # [^refuses-dense]
for optimizer_class in (torch.optim.SGD, torch.optim.Adagrad):
    message = error_of(lambda c=optimizer_class: rows_moved(c, True, [first], weight_decay=0.1))
    assert "sparse" in message  # [^weight-decay]
for options in ({}, {"momentum": 0.9}):
    results = [rows_moved(torch.optim.SGD, sparse, [first, second, first], **options) for sparse in (False, True)]
    assert results[0][0] == results[1][0] and torch.allclose(results[0][1], results[1][1])  # [^sgd-same]

# Rows that were not looked up.
for optimizer_class, sparse in ((torch.optim.Adam, False), (torch.optim.SparseAdam, True)):
    moved, _ = rows_moved(optimizer_class, sparse, [first, second])
    print(f"{optimizer_class.__name__:10} rows moved: {moved[0]}, then {moved[1]}")
    assert moved == [[1, 3], [0] if sparse else [0, 1, 3]]  # [^lazy]
embedding = embed()
optimizer = torch.optim.SparseAdam(embedding.parameters())
gradient(embedding, ids)
optimizer.step()
assert optimizer.state[embedding.weight]["exp_avg"].layout == torch.strided  # [^dense-averages]

# Clipping: the functions of torch refuse; the values of the coalesced gradient do.
model = nn.Sequential(embed(), nn.Linear(2, 1))
model(ids).sum().backward()
for clip in (nn.utils.clip_grad_norm_, nn.utils.clip_grad_value_):
    message = error_of(lambda clip=clip: clip(model.parameters(), 0.1))
    print(f"{clip.__name__}:", message[:40])
    assert "Could not run" in message  # [^clip]
wanted = torch.cat([p.grad.to_dense().flatten() for p in model.parameters()])
for p in model.parameters():
    if p.grad.is_sparse:
        p.grad = p.grad.coalesce()
gradients = [p.grad.values() if p.grad.is_sparse else p.grad for p in model.parameters()]
norm = torch.stack([g.norm() for g in gradients]).norm()
for g in gradients:
    g.mul_((0.1 / (norm + 1e-6)).clamp(max=1.0))
clipped = torch.cat([p.grad.to_dense().flatten() for p in model.parameters()])
assert torch.allclose(norm, wanted.norm())  # [^norm]
assert model[0].weight.grad.is_sparse and torch.allclose(clipped, wanted * 0.1 / norm, atol=1e-5)  # [^clipped]

# To the dense layout: after backward, or by a hook once the gradient is accumulated; not by a hook on the tensor.
embedding = embed()
embedding.weight.register_post_accumulate_grad_hook(lambda p: setattr(p, "grad", p.grad.to_dense()))
assert gradient(embedding, ids).layout == torch.strided  # [^to-dense]
embedding = embed()
embedding.weight.register_hook(lambda grad: grad.to_dense())
assert "has changed the type of value" in error_of(lambda: gradient(embedding, ids))  # [^tensor-hook]
