"""After training, the test samples are predicted one by one: without dropout, normalised by the running statistics."""

import torch
from torch.nn.functional import linear


def predict(run, samples):
    first, norm, last = run["model"][0], run["model"][1], run["model"][4]
    hidden = linear(samples, first.weight, first.bias)
    hidden = (hidden - norm.running_mean) / torch.sqrt(norm.running_var + norm.eps) * norm.weight + norm.bias
    return linear(torch.relu(hidden), last.weight, last.bias)


def check_predictions(run):
    """The predictions equal the closed form of the network with the running statistics and without dropout.
    预测值等于用 running statistics、不做 dropout 的网络的解析解。"""
    assert torch.allclose(run["together"], predict(run, run["test"]), atol=1e-5)
    assert torch.allclose(run["alone"], predict(run, run["test"][:4]), atol=1e-5)


def check_no_test_data_in_the_statistics(run):
    """The running statistics were updated once in each of the 30 training steps and never after.
    running statistics 在 30 个训练步中各更新一次，此后不再更新。"""
    assert len(run.steps) == 30
    assert run["model"][1].num_batches_tracked == 30, run["model"][1].num_batches_tracked


def measure(run):
    return {
        "difference": round((run["together"][:4] - run["alone"]).abs().max().item(), 4),
        "tracked": int(run["model"][1].num_batches_tracked),
        "steps": len(run.steps),
        "requires_grad": str(run["together"].requires_grad),
    }


def probe(run):
    """The prediction of a sample depends on what else is in the batch."""
    return not torch.allclose(run["together"][:4], run["alone"], atol=1e-4)
