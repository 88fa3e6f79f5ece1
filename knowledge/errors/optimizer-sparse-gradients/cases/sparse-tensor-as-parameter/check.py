"""The weights of the edges of a graph are trained by Adam; where there is no edge, the matrix stays zero."""

import torch


def check_loss(run):
    """The loss of each of the five passes is that of Adam on the edges' weights, recomputed with a dense matrix.
    五次反向的 loss 与用稠密矩阵、只对边的权重做 Adam 的结果一致。"""
    assert len(run.backwards) == 5, f"{len(run.backwards)} backward passes"
    mask, x, y = run["adjacency"], run["x"], run["y"]
    matrix = start(run).clone().requires_grad_()
    optimizer = torch.optim.Adam([matrix], lr=0.01)
    for moment in run.backwards:
        loss = ((matrix * mask) @ x - y).square().mean()
        optimizer.zero_grad()
        loss.backward()
        matrix.grad.mul_(mask)
        assert torch.allclose(moment.roots[0], loss.detach(), atol=1e-5), (moment.roots[0], loss)
        optimizer.step()


def start(run):
    """The first weights, drawn again from the seed as the program draws them."""
    state = torch.get_rng_state()
    torch.manual_seed(0)
    adjacency = (torch.rand(20, 20) < 0.2).float()
    matrix = adjacency * torch.rand(20, 20)
    torch.set_rng_state(state)
    return matrix


def measure(run):
    return {"error": str(run.error).split("\n")[0], "backwards": len(run.backwards)}
