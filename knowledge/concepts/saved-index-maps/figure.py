import json

import torch

voxel = torch.tensor([0, 0, 0, 1, 2, 2])
rows = torch.arange(6.0, requires_grad=True)
grad_sums = torch.tensor([10.0, 20.0, 30.0])

sums = torch.zeros(3).index_add(0, voxel, rows)
sums.backward(grad_sums)

mask = torch.ones_like(voxel, dtype=torch.bool)
mask[:-1] = voxel[1:] != voxel[:-1]
ended = mask.long().cumsum(0)
output_row = ended.clone()
output_row[mask] -= 1

columns = {
    "voxel": voxel,
    "mask": mask,
    "mask.cumsum(0)": ended,
    "output_row": output_row,
    "grad_sums[output_row]": grad_sums[output_row],
    "rows.grad": rows.grad,
}
cells = zip(*([str(value) for value in column.tolist()] for column in columns.values()))
table = [[f"rows[{number}]", *row] for number, row in enumerate(cells)]
print(json.dumps({"table": {"columns": ["", *columns], "rows": table}}))
