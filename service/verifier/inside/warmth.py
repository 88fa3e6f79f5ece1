"""What the zygote does once so that no child pays for it."""

from __future__ import annotations

import contextlib
import gc
import warnings

import torch
from torch.utils.checkpoint import checkpoint

from service.verifier.confinement import kernel
from service.verifier.contract import Job, Task
from service.verifier.framing import decode, encode
from service.verifier.inside.job import run_job
from service.verifier.inside.repairs.rehearsal import rehearse_repairs

MADV_COLLAPSE = 25
REHEARSALS = 40
REHEARSAL = """import torch
model = torch.nn.Linear(4, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
((model(torch.ones(2, 4)) - 1) ** 2).mean().backward()
optimizer.step()
model.weight.grad.sum().item()
"""
HUGE_PAGE_BYTES = 2 * 1024 * 1024


def warm_up() -> None:
    """Run what programs commonly use: importing is not warming. Starts no thread, prints no warning."""
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        train_models()
        use_transforms()
        use_compiler()
    rehearse_repairs()
    for _ in range(REHEARSALS):
        rehearse()
    gc.collect()
    gc.freeze()


def rehearse() -> None:
    """Run a program of no interest as every other is run.

    In the zygote it lets the interpreter specialise our own code, which writes to it; in a child it makes the pages
    that every run writes to the child's own.
    """
    task: Job = decode(encode(Job(REHEARSAL)), Task)
    encode(run_job(task))


def train_models() -> None:
    """A few steps of the usual layers, losses and optimizers, in both precisions."""
    layers = [
        (torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.ReLU(), torch.nn.Dropout(0.1)), torch.ones(2, 2)),
        (torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2)), torch.ones(2, 1, 4, 4)),
        (torch.nn.Sequential(torch.nn.LayerNorm(4), torch.nn.Tanh(), torch.nn.Sigmoid()), torch.ones(2, 4)),
        (torch.nn.TransformerEncoderLayer(4, 2, 8, batch_first=True), torch.ones(2, 3, 4)),
        (torch.nn.Embedding(4, 2), torch.ones(2, dtype=torch.long)),
    ]
    for model, inputs in layers:
        for kind in (torch.optim.Adam, torch.optim.SGD, torch.optim.AdamW):
            train_step(model, inputs, kind(model.parameters(), lr=0.1))
    outputs, (hidden, _) = torch.nn.LSTM(2, 2)(torch.ones(2, 1, 2))
    (outputs.sum() + hidden.sum()).backward()
    logits = torch.ones(2, 3, requires_grad=True)
    torch.nn.functional.cross_entropy(logits, torch.zeros(2, dtype=torch.long)).backward()
    torch.nn.functional.binary_cross_entropy_with_logits(logits, torch.zeros(2, 3)).backward()


def train_step(model: torch.nn.Module, inputs: torch.Tensor, optimizer: torch.optim.Optimizer) -> None:
    """One step of one optimizer."""
    optimizer.zero_grad()
    outputs = model(inputs)
    torch.nn.functional.mse_loss(outputs, torch.zeros_like(outputs)).backward()
    optimizer.step()


def use_transforms() -> None:
    """Function transforms, checkpointing, gradcheck, anomaly mode, custom functions, double backward."""
    inputs = torch.ones(2, 2)
    torch.func.vmap(torch.func.grad(lambda row: row.exp().sum()))(inputs)
    torch.func.jacrev(torch.sin)(inputs), torch.func.hessian(lambda row: (row**3).sum())(inputs)
    torch.autograd.functional.jacobian(torch.sin, inputs)
    double = inputs.double().requires_grad_()
    torch.autograd.gradcheck(torch.sin, (double,)), torch.autograd.gradgradcheck(torch.sin, (double,))
    model = torch.nn.Linear(2, 2)
    checkpoint(model, inputs, use_reentrant=False).sum().backward()
    (first,) = torch.autograd.grad(model(inputs).pow(2).sum(), model.weight, create_graph=True)
    first.sum().backward()
    with torch.autograd.detect_anomaly(check_nan=True):
        Doubled.apply(double).sum().backward()
    with contextlib.suppress(RuntimeError):
        inputs.sum().backward()


def use_compiler() -> None:
    """Graph capture without code generation, which needs a C++ compiler and files."""
    with contextlib.suppress(ImportError):  # torch 2.4 has none
        from torch._inductor.compiler_bisector import CompilerBisector

        CompilerBisector.in_process_cache = "/nowhere"  # it looks there for a search that nobody began, makes no folder
    model = torch.nn.Linear(2, 2)
    torch.compile(model, backend="aot_eager")(torch.ones(2, 2)).sum().backward()
    torch._dynamo.reset()


class Doubled(torch.autograd.Function):
    """A function of our own, run once."""

    @staticmethod
    def forward(ctx: torch.autograd.function.FunctionCtx, inputs: torch.Tensor) -> torch.Tensor:
        """Double `inputs`, of any shape and dtype."""
        ctx.save_for_backward(inputs)
        return inputs * 2

    @staticmethod
    def backward(ctx: torch.autograd.function.FunctionCtx, *gradients: torch.Tensor) -> torch.Tensor:
        """Double the gradient."""
        return gradients[0] * 2


def collapse_heap(maps: str) -> None:
    """Put the private memory that `maps`, the text of /proc/self/maps, lists on huge pages: forks copy less."""
    for line in maps.splitlines():
        fields = line.split(maxsplit=5)
        is_anonymous = len(fields) == 5 or fields[5] in ("[heap]",) or fields[5].startswith("[anon")
        if fields[1] == "rw-p" and is_anonymous:
            first, last = (int(text, 16) for text in fields[0].split("-"))
            start = -(-first // HUGE_PAGE_BYTES) * HUGE_PAGE_BYTES
            length = last // HUGE_PAGE_BYTES * HUGE_PAGE_BYTES - start
            if length > 0:
                with contextlib.suppress(OSError):  # an older kernel, or a piece that cannot be collapsed
                    kernel.advise(start, length, MADV_COLLAPSE)
