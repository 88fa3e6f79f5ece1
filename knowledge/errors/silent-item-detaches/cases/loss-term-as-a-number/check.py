"""The encoder, the head and the decoder are trained on both terms of the loss."""

import torch


def expected_gradients(run, step):
    """Closed form: gradients of prediction + 0.5 * reconstruction by the three weights."""
    encoder, head, decoder, x, y = (run[name] for name in ("encoder", "head", "decoder", "x", "y"))
    hidden = torch.tanh(x @ step.value(encoder.weight).T + step.value(encoder.bias))
    by_prediction = hidden @ step.value(head.weight).T + step.value(head.bias) - y
    by_prediction = 2 * by_prediction / y.numel()
    by_decoded = hidden @ step.value(decoder.weight).T + step.value(decoder.bias) - x
    by_decoded = by_decoded / x.numel()
    by_hidden = by_prediction @ step.value(head.weight) + by_decoded @ step.value(decoder.weight)
    by_encoder = (by_hidden * (1 - hidden**2)).T @ x
    return {encoder: by_encoder, head: by_prediction.T @ hidden, decoder: by_decoded.T @ hidden}


def check_gradients(run):
    """At each of the ten steps the three weights have the closed-form gradients of both terms.
    十步中的每一步，三个权重的梯度都等于两项之和的解析解。"""
    assert len(run.steps) == 10
    for step in run.steps:
        for layer, expected in expected_gradients(run, step).items():
            assert step.gradient(layer.weight) is not None, "a weight has no gradient"
            assert torch.allclose(step.gradient(layer.weight), expected, atol=1e-5)


def check_the_decoder_moves(run):
    """The decoder's weight differs from where it started.
    decoder 的权重与初始值不同。"""
    assert not torch.equal(run["decoder"].weight, run["start"])


def measure(run):
    decoder, encoder = run["decoder"].weight, run["encoder"].weight
    step = run.steps[-1]
    expected = expected_gradients(run, step)[run["encoder"]]
    return {
        "moved": (decoder - run["start"]).abs().max().item(),
        "gradient": decoder.grad,
        "percent_off": round(100 * ((step.gradient(encoder) - expected).norm() / expected.norm()).item()),
        "steps": len(run.steps),
    }


def probe(run):
    """The optimizer holds a tensor that had no gradient at any step."""
    return any(all(s.gradient(p) is None for s in run.steps) for p in run.steps[0].tensors.values())
