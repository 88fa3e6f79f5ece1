import torch


class SumVoxels(torch.autograd.Function):
    @staticmethod
    def forward(ctx, rows, voxel):
        mask = torch.ones_like(voxel, dtype=torch.bool)
        mask[:-1] = voxel[1:] != voxel[:-1]
        ctx.save_for_backward(mask)
        ends = rows.cumsum(0)[mask]
        return ends.diff(prepend=ends.new_zeros(1))

    @staticmethod
    def backward(ctx, grad_sums):
        (mask,) = ctx.saved_tensors
        output_row = mask.cumsum(0)
        output_row[mask] -= 1
        return grad_sums[output_row], None


rows, voxel = torch.arange(6.0, dtype=torch.float64, requires_grad=True), torch.tensor([0, 0, 0, 1, 2, 2])
sums = SumVoxels.apply(rows, voxel)
sums.backward(torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64))
print("sums:", sums.tolist(), "| rows.grad:", rows.grad.tolist())
print("gradcheck:", torch.autograd.gradcheck(SumVoxels.apply, (rows, voxel)))
