"""Watching changes nothing: values, gradients, graph and random draws are those of the plain run, bit for bit."""

import io
import sys
from contextlib import redirect_stdout

import pytest
import torch

from tests.repair.broken_programs import edited, programs
from whygrad.tracing.recorder import recording
from whygrad.tracing.trace import Trace
from whygrad.tracing.versions import VersionWatch, watching_versions

FILE = "watched_program.py"
RUNNING = {p.name: edited(p.code, p.right) for p in programs()}


def execute(code, *contexts):
    names = {"__name__": "watched"}
    output = io.StringIO()
    torch.manual_seed(0)
    with redirect_stdout(output):
        for context in contexts:
            context.__enter__()
        try:
            exec(compile(code, FILE, "exec"), names)
        finally:
            for context in reversed(contexts):
                context.__exit__(None, None, None)
    return names, output.getvalue(), torch.get_rng_state()


def tensors(names):
    found = {}
    for name, value in names.items():
        if isinstance(value, torch.Tensor):
            found[name] = value
        elif isinstance(value, torch.nn.Module):
            found |= {f"{name}.{inner}": parameter for inner, parameter in value.named_parameters()}
    return found


def count_nodes(tensor):
    seen, waiting = set(), [tensor.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting.extend(following for following, _ in node.next_functions)
    return len(seen)


@pytest.mark.parametrize("name", RUNNING)
def test_a_watched_run_is_the_plain_run(name):
    plain, output, draws = execute(RUNNING[name])
    watched, watched_output, watched_draws = execute(RUNNING[name], recording(Trace({FILE})))
    assert watched_output == output
    assert torch.equal(watched_draws, draws)
    others = tensors(watched)
    for key, tensor in tensors(plain).items():
        assert torch.equal(tensor, others[key]) or bool(tensor.isnan().any()), key
        assert (tensor.grad is None) == (others[key].grad is None)
        assert tensor.grad is None or torch.equal(tensor.grad, others[key].grad), key
        assert count_nodes(tensor) == count_nodes(others[key]), key


def test_the_engine_and_the_classes_are_put_back():
    before = torch.autograd.backward, torch.autograd.grad, torch.optim.Optimizer.__init__, torch.nn.Module.__init__
    execute("import torch\ntorch.ones(2, requires_grad=True).sum().backward()\n", recording(Trace({FILE})))
    after = torch.autograd.backward, torch.autograd.grad, torch.optim.Optimizer.__init__, torch.nn.Module.__init__
    assert before == after


def test_an_operation_knows_its_line_its_inputs_and_whether_it_cuts():
    trace = Trace({FILE})
    code = "import torch\nw = torch.ones(3, requires_grad=True)\nv = (w * 2).detach()\n"
    execute(code, recording(trace))
    cut = next(operation for operation in trace.operations if operation.name == "detach")
    assert cut.is_cut
    assert [place.line for place in cut.stack] == [3]
    made = trace.producer(cut.inputs[0])
    assert (made.name, made.outputs_require_grad) == ("mul", [True])


def test_the_writing_and_the_saving_line_are_named():
    watch = VersionWatch({FILE})
    code = """import torch
w = torch.ones(3, requires_grad=True)
h = w.exp()
def spoil(t):
    t += 1
spoil(h)
"""
    outer = sys.gettrace()
    execute(code, watching_versions(watch))
    assert sys.gettrace() is outer
    (write,) = watch.writes
    assert [place.line for place in write.stack] == [6, 5]
    assert write.saving_stack[-1].line == 3
    assert write.shape == (3,)


def test_a_freed_graph_is_forgotten():
    watch = VersionWatch({FILE})
    code = "import torch\nw = torch.ones(3, requires_grad=True)\nh = w.exp()\nh.sum().backward()\nh.add_(1)\n"
    execute(code.replace("h.add_(1)", "with torch.no_grad():\n    h.add_(1)"), watching_versions(watch))
    watch.freeze()
    assert watch.writes == []
