"""A VAE: the squared error summed over the dimensions of a sample, plus its KL divergence, averaged over the samples."""

import torch
from torch.func import functional_call, grad


def parameters(run):
    return [*run["encoder"].parameters(), *run["decoder"].parameters()]


def term_gradient(run, step, term):
    """The gradient of one term at a step, for the noise of that step, as one vector."""
    encoder, decoder, x = run["encoder"], run["decoder"], run["x"]
    noise = ((run["z"] - run["mu"]) / torch.exp(0.5 * run["logvar"])).detach()
    values = [{n: step.value(p) for n, p in part.named_parameters()} for part in (encoder, decoder)]

    def value(first, second):
        mu, logvar = functional_call(encoder, first, (x,)).chunk(2, dim=1)
        if term == "kl":
            return (0.5 * (mu**2 + logvar.exp() - 1 - logvar)).sum() / len(x)
        output = functional_call(decoder, second, (mu + torch.exp(0.5 * logvar) * noise,))
        return (output - x).square().sum() / len(x)

    gradients = grad(value, argnums=(0, 1))(*values)
    return torch.cat([g.flatten() for part in gradients for g in part.values()])


def weights(run):
    """By which factors the two terms make up the gradient of the last step, and what is left over."""
    step = run.steps[-1]
    taken = torch.cat([step.gradient(p).flatten() for p in parameters(run)])
    terms = torch.stack([term_gradient(run, step, "error"), term_gradient(run, step, "kl")], dim=1)
    factors = torch.linalg.lstsq(terms.double(), taken.double()[:, None]).solution.flatten()
    rest = (terms.double() @ factors - taken).norm() / taken.norm()
    return factors[0].item(), factors[1].item(), rest.item()


def check_terms(run):
    """In the last of 400 steps the gradient is that of both terms, summed over dimensions, and the squared error weighs half of the KL or as much.
    共 400 步，最后一步的梯度由两项（各自对维度求和）组成，平方误差的权重是 KL 的一半到一倍。"""
    assert len(run.steps) == 400, f"{len(run.steps)} steps"
    error, kl, rest = weights(run)
    assert rest < 0.01, f"{rest:.3f} of the gradient is of something else"
    assert 0.45 < error / kl < 1.05, f"the error weighs {error / kl:.3f} of the KL"


def check_the_code_is_used(run):
    """At the end the mean squared error is below half of the variance of the data.
    结束时均方误差小于数据方差的一半。"""
    assert error_of(run) < 0.5, error_of(run)


def error_of(run):
    return (run["output"] - run["x"]).square().mean().item()


def measure(run):
    error, kl, _ = weights(run)
    return {"error": error_of(run), "kl": run["kl"].item(), "times": round(kl / error, 3), "variance": run["x"].var().item()}


def probe(run):
    """The decoder has learned next to nothing of its code."""
    return error_of(run) > 0.9
