import torch


class SumVoxels(torch.autograd.Function):
    """Sums the rows of each voxel; `voxel` is sorted. Uses one cumulative sum and no loop."""

    @staticmethod
    def forward(ctx, rows, voxel):
        last = torch.ones_like(voxel, dtype=torch.bool)
        last[:-1] = voxel[1:] != voxel[:-1]  # the mask: true on the last row of each voxel
        ends = rows.cumsum(0)[last]
        sums = torch.cat([ends[:1], ends[1:] - ends[:-1]])
        ctx.save_for_backward(last)
        return sums

    @staticmethod
    def backward(ctx, grad_sums):
        (last,) = ctx.saved_tensors
        output_row = last.long().cumsum(0)  # counts the voxels that have ended ...
        output_row[last] -= 1  # ... before this row
        return grad_sums[output_row], None


voxel = torch.tensor([0, 0, 0, 1, 2, 2])
rows = torch.arange(12.0, dtype=torch.float64).reshape(6, 2).requires_grad_()

sums = SumVoxels.apply(rows, voxel)
reference = torch.zeros(3, 2, dtype=torch.float64).index_add(0, voxel, rows)
assert torch.equal(sums, reference)

last = torch.tensor([False, False, True, True, False, True])
output_row = last.long().cumsum(0)
output_row[last] -= 1
print("voxel      ", voxel.tolist())
print("mask       ", last.int().tolist())
print("output row ", output_row.tolist())
assert torch.equal(output_row, voxel)

# Row k of the output's gradient goes to every input row of voxel k.
grad_sums = torch.tensor([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]], dtype=torch.float64)
sums.backward(grad_sums)
print("rows.grad  ", rows.grad[:, 0].tolist())
assert torch.equal(rows.grad, grad_sums[voxel])

assert torch.autograd.gradcheck(lambda rows: SumVoxels.apply(rows, voxel), rows)
print("gradcheck   passed")

# Built-in operations that select or permute keep an index map, too.
x = torch.tensor([3.0, 1.0, 2.0, 5.0], requires_grad=True)
ordered, permutation = x.sort()
assert torch.equal(ordered.grad_fn._saved_indices, permutation)
pooled, places = torch.nn.functional.max_pool2d(x.view(1, 1, 2, 2), 2, return_indices=True)
assert torch.equal(pooled.grad_fn._saved_result1, places) and places.item() == 3
table = torch.ones(5, 2, requires_grad=True)
looked_up = torch.nn.functional.embedding(torch.tensor([1, 3]), table)
assert looked_up.grad_fn._saved_indices.tolist() == [1, 3]
print("sort saved ", ordered.grad_fn._saved_indices.tolist(), " max_pool2d saved", places.flatten().tolist())

# Where the map follows from shapes and arguments alone, no index tensor is saved.
for flipped_or_sliced in (x.flip(0), x[1:3]):
    node = flipped_or_sliced.grad_fn
    assert not any(isinstance(getattr(node, name), torch.Tensor) for name in dir(node) if name.startswith("_saved"))
