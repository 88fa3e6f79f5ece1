"""Encoder, codebook and decoder of a vector-quantised autoencoder are trained."""

import torch


def forward(run, step):
    encoder, decoder, x = run["encoder"], run["decoder"], run["x"]
    codes = step.value(run["codebook"])
    latent = x @ step.value(encoder.weight).T + step.value(encoder.bias)
    nearest = (latent.unsqueeze(1) - codes).pow(2).sum(2).argmin(1)
    residual = codes[nearest] @ step.value(decoder.weight).T + step.value(decoder.bias) - x
    return latent, codes[nearest], residual


def check_encoder(run):
    """At each of the five steps the encoder has the gradient of the reconstruction at the codes, passed straight on; a commitment loss, of one weight between 0 and 2 at all steps, may be added.
    五步中的每一步，encoder 的梯度都来自重建误差在码字处的梯度，后者原样越过量化传回；可以再加上权重固定（0 到 2）的 commitment loss。"""
    x = run["x"]
    assert len(run.steps) == 5
    weights = []
    for step in run.steps:
        latent, quantized, residual = forward(run, step)
        at_code = 2 * residual @ step.value(run["decoder"].weight) / residual.numel()
        found = step.gradient(run["encoder"].weight)
        assert found is not None, "the encoder has no gradient"
        commitment = 2 * (latent - quantized).T @ x / latent.numel()
        rest = found - at_code.T @ x
        weights.append((rest * commitment).sum() / (commitment**2).sum())
        assert torch.allclose(rest, weights[0] * commitment, atol=1e-5)
    assert -1e-3 < weights[0] < 2


def check_decoder(run):
    """At each of the five steps the decoder has the closed-form gradient of the reconstruction from the codes.
    五步中的每一步，decoder 的梯度都等于由码字重建的误差的解析解。"""
    for step in run.steps:
        _, quantized, residual = forward(run, step)
        expected = 2 * residual.T @ quantized / residual.numel()
        assert torch.allclose(step.gradient(run["decoder"].weight), expected, atol=1e-5)


def check_codebook_learns(run):
    """The codebook has a gradient at each of the five steps, and differs from step to step.
    五步中的每一步 codebook 都有梯度，并且每一步的值都与上一步不同。"""
    values = [step.value(run["codebook"]) for step in run.steps]
    assert all(step.gradient(run["codebook"]).abs().max() > 0 for step in run.steps)
    assert all(not torch.equal(before, after) for before, after in zip(values, values[1:]))


def measure(run):
    weight = run["encoder"].weight

    def moved(tensor):
        return (tensor - run.steps[0].value(tensor)).abs().max().item()

    return {
        "moved": moved(weight),
        "gradient": weight.grad,
        "largest": None if weight.grad is None else weight.grad.abs().max().item(),
        "codebook_moved": moved(run["codebook"]),
        "decoder_moved": moved(run["decoder"].weight),
        "steps": len(run.steps),
    }


def probe(run):
    """No step had a gradient for the encoder."""
    return all(step.gradient(run["encoder"].weight) is None for step in run.steps)
