"""A recurrent network is trained on three long sequences in chunks, one optimizer step a sequence."""

import contextlib
import io
import linecache

import torch
from torch.func import functional_call, grad


def gradients(run, step, sequence, target, cut):
    """The gradients of the chunks' mean loss, in one graph, or with the state cut between the chunks."""
    modules = {"rnn": run["rnn"], "readout": run["readout"]}
    values = {f"{key}.{name}": step.value(p) for key, module in modules.items() for name, p in module.named_parameters()}

    def call(given, key, *args):
        return functional_call(modules[key], {name: given[f"{key}.{name}"] for name, _ in modules[key].named_parameters()}, args)

    def loss(given):
        state, total = torch.zeros(1, 16, 8), 0
        for x, y in zip(sequence.split(6), target.split(6)):
            output, state = call(given, "rnn", x, state.detach() if cut else state)
            total = total + ((call(given, "readout", output) - y) ** 2).mean() / 10
        return total

    return grad(loss)(values)


def matches(run, cut):
    """Whether each of the three steps uses these gradients."""
    modules = {"rnn": run["rnn"], "readout": run["readout"]}
    for step, sequence, target in zip(run.steps, run["sequences"], run["wanted"]):
        for name, value in gradients(run, step, sequence, target, cut).items():
            key, _, rest = name.partition(".")
            found = step.gradient(modules[key].get_parameter(rest))
            if found is None or not torch.allclose(found, value, atol=1e-5):
                return False
    return True


def check_gradients(run):
    """At the three steps the gradients equal torch.func's for the mean loss of the sequence, either back to its beginning or, at each step, cut between chunks.
    三步的梯度都等于 torch.func 对整条序列平均 loss 求得的梯度：要么一直回传到开头，要么每一步都在块与块之间截断。"""
    assert len(run.steps) == 3, f"{len(run.steps)} steps were taken"
    assert matches(run, cut=False) or matches(run, cut=True)


def nodes_behind(tensor):
    """Every node that can be reached from the tensor."""
    seen, waiting = set(), [tensor.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting.extend(next_node for next_node, _ in node.next_functions)
    return seen


def nodes_passed(run):
    """Run the program again: how many nodes stand behind the loss at each backward."""

    def counting(tensors, *args, **kwargs):
        counts.append(len(nodes_behind(tensors)))
        return original(tensors, *args, **kwargs)

    counts, original = [], torch.autograd.backward
    torch.autograd.backward = counting
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec("".join(linecache.getlines(run["__file__"])), {"__name__": "__main__"})
    finally:
        torch.autograd.backward = original
    return counts


def nodes_of_a_chunk(run):
    output, _ = run["rnn"](run["sequences"][0, :6], torch.zeros(1, 16, 8))
    return len(nodes_behind(((run["readout"](output) - run["wanted"][0, :6]) ** 2).mean() / 10))


def times(run):
    """How many times the nodes of a sequence's ten chunks are passed, per sequence."""
    return sum(nodes_passed(run)) / (3 * 10 * nodes_of_a_chunk(run))


def check_each_chunk_is_passed_once(run):
    """Together the backward passes go through fewer than twice the nodes of all chunks.
    所有反向传播经过的节点总数，不到全部块的节点数的两倍。"""
    assert times(run) < 2, f"{times(run):.1f} times"


def measure(run):
    counts = nodes_passed(run)
    return {"first": counts[0], "last": counts[-1], "times": round(times(run), 1)}


def probe(run):
    """The chunks are passed more than twice."""
    return times(run) > 2
