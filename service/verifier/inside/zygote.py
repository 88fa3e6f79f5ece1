"""The process that has imported and warmed torch once, and forks one child per job.

Started by the supervisor as `python -m service.verifier.inside.zygote <fd>`. Over that socket come a job and
the write end of a pipe; back goes the child's process id. The child writes its verdict into the pipe and exits.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
import threading
import warnings
from pathlib import Path

import torch

from service.verifier.inside.job import Data, run_job
from service.verifier.inside.ranks import run_ranks

JOB_LIMIT_BYTES = 1024 * 1024
_READY = b"ready"


def warm() -> None:
    """Run what programs commonly use once, so that no child pays for the first use. Starts no thread."""
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Tanh(), torch.nn.Linear(2, 1))
    inputs = torch.ones(2, 2)
    for optimizer in (torch.optim.Adam(model.parameters()), torch.optim.SGD(model.parameters(), lr=0.1)):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(model(inputs), torch.zeros(2, 1)).backward()
        optimizer.step()
    torch.func.vmap(torch.func.grad(lambda row: row.exp().sum()))(inputs)
    torch.autograd.gradcheck(lambda row: row.sin(), (inputs.double().requires_grad_(),))
    from torch.utils.checkpoint import checkpoint

    checkpoint(model, inputs, use_reentrant=False).sum().backward()
    gc.collect()
    gc.freeze()


def serve(control: socket.socket) -> None:
    """Fork a child for each job until the supervisor closes the socket."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps; the supervisor sees the pipe's end
    control.send(_READY)
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, JOB_LIMIT_BYTES, 1)
        if not message:
            return
        if threading.active_count() != 1:
            raise RuntimeError("the zygote must have one thread before it forks")
        pid = os.fork()
        if pid == 0:
            control.close()
            run_child(json.loads(message), descriptors[0])
        os.close(descriptors[0])
        control.send(str(pid).encode())


def run_child(job: Data, pipe: int) -> None:
    """Run one job in a fresh child, write the verdict into `pipe`, and exit."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    silence_descriptors()
    run = run_ranks if int(job.get("world_size", 1)) > 1 else run_job
    verdict = run(job, Path(job["folder"]))
    with os.fdopen(pipe, "wb") as stream:
        stream.write(json.dumps(verdict).encode())
    os._exit(0)


def silence_descriptors() -> None:
    """Point stdin, stdout and stderr at nothing; what a program prints is recorded in `sys.stdout`'s place."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.close(nothing)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    warm()
    serve(socket.socket(fileno=int(sys.argv[1])))
