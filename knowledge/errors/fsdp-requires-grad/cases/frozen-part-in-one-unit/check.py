"""The head is trained on both ranks together; the backbone stays as it was."""

import torch
from torch.func import functional_call, grad
from torch.nn.functional import cross_entropy


def expected_losses(run):
    """The losses of this rank where the trained parameters take plain steps along the mean gradient of the ranks."""
    torch.manual_seed(0)
    model = run["build"]()
    fixed = {name: p.detach() for name, p in model.named_parameters() if not p.requires_grad}
    trained = {name: p.detach() for name, p in model.named_parameters() if p.requires_grad}

    def losses(values):
        return [cross_entropy(functional_call(model, fixed | values, (x,)), y) for x, y in zip(run["x"], run["y"])]

    for _ in range(5):
        yield losses(trained)[run.rank].item()
        gradients = grad(lambda values: sum(losses(values)) / 2)(trained)
        trained = {name: value - 0.5 * gradients[name] for name, value in trained.items()}


def check_losses(run):
    """In every rank the five losses are those of a training without shards in which only the head is trained: each step by the mean gradient of both ranks, from torch.func.
    每个 rank 上的五个 loss，都与不分片、只训练 head 的结果相同：每一步用 torch.func 在两个 rank 上所得梯度的平均。"""
    expected = list(expected_losses(run))
    assert len(run["losses"]) == 5
    assert torch.allclose(torch.tensor(run["losses"]), torch.tensor(expected), atol=1e-5), "other losses"


def measure(run):
    if run.error:
        return {"error": str(run.error).split("\n")[0]}
    return {"loss": run["losses"][-1], "expected": list(expected_losses(run))[-1]}
