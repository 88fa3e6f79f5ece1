"""The gradient of the hidden activation is wanted, and the encoder still trains."""

import torch


def check_hidden_gradient(run):
    """hidden.grad, or else what is printed, equals the closed form 2 * (decoder(hidden) - y) @ decoder.weight / n.
    hidden.grad（没有时看打印的结果）等于解析式 2 * (decoder(hidden) - y) @ decoder.weight / n。"""
    hidden, decoder, y = run["hidden"].detach(), run["decoder"], run["y"]
    residual = (decoder(hidden) - y).detach()
    expected = 2 * residual @ decoder.weight.detach() / len(y)
    if run["hidden"].grad is None:
        assert str(expected) in run.stdout, "hidden.grad is None"
    else:
        assert torch.allclose(run["hidden"].grad, expected, atol=1e-6)


def check_encoder_gradient(run):
    """The encoder's weight has the gradient that the chain rule gives.
    encoder 的权重得到链式法则给出的梯度。"""
    hidden, decoder, x, y = run["hidden"].detach(), run["decoder"], run["x"], run["y"]
    residual = (decoder(hidden) - y).detach()
    before_tanh = (2 * residual @ decoder.weight.detach() / len(y)) * (1 - hidden**2)
    assert run["encoder"].weight.grad is not None, "the encoder has no gradient"
    assert torch.allclose(run["encoder"].weight.grad, before_tanh.T @ x, atol=1e-6)


def measure(run):
    return {"hidden_grad": run["hidden"].grad, "encoder_grad": run["encoder"].weight.grad}
