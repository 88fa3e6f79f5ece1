"""A recurrent network is trained on short clips, and then listens to a stream, frame by frame."""

import contextlib
import io
import linecache

import torch
from torch.func import functional_call, grad
from torch.nn.modules.module import register_module_forward_pre_hook


def check_gradients(run):
    """At each of the four steps the gradients equal torch.func's for the summed loss of the clip.
    四步中的每一步，梯度都等于 torch.func 对该片段的 loss 之和求得的梯度。"""
    modules = {"cell": run["cell"], "readout": run["readout"]}
    assert len(run.steps) == 4, f"{len(run.steps)} steps were taken"
    for step, clip, target in zip(run.steps, run["clips"], run["wanted"]):
        values = {key: {name: step.value(p) for name, p in module.named_parameters()} for key, module in modules.items()}

        def loss(given):
            state, total = torch.zeros(16, 8), 0
            for x, y in zip(clip, target):
                state = functional_call(modules["cell"], given["cell"], (x, state))
                total = total + ((functional_call(modules["readout"], given["readout"], (state,)) - y) ** 2).mean()
            return total

        for key, found in grad(loss)(values).items():
            for name, value in found.items():
                assert torch.allclose(step.gradient(modules[key].get_parameter(name)), value, atol=1e-5), name


def check_scores(run):
    """The scores of the stream equal those computed anew under no_grad, the state going from frame to frame.
    对这段流的打分，等于在 no_grad 下逐帧传递状态重新计算的结果。"""
    with torch.no_grad():
        state, scores = torch.zeros(1, 8), []
        for frame in run["stream"]:
            state = run["cell"](frame, state)
            scores.append(run["readout"](state).item())
    assert torch.allclose(torch.tensor(run["scores"]), torch.tensor(scores), atol=1e-6)


def nodes_behind(tensor):
    """Every node that can be reached from the tensor."""
    seen, waiting = set(), [tensor.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting.extend(next_node for next_node, _ in node.next_functions)
    return seen


def most_nodes_behind_the_state(run):
    """Run the program again: how many nodes stand, at most, behind the state that the cell is given."""

    def count(module, args):
        if isinstance(module, torch.nn.GRUCell):
            counts.append(len(nodes_behind(args[1])))

    counts = [0]
    handle = register_module_forward_pre_hook(count)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec("".join(linecache.getlines(run["__file__"])), {"__name__": "__main__"})
    finally:
        handle.remove()
    return max(counts)


def nodes_of_a_frame(run):
    return len(nodes_behind(run["cell"](run["stream"][0], torch.zeros(1, 8))))


def check_the_state_stays_light(run):
    """No state that the cell is given has more nodes behind it than six frames, the length of a clip.
    传给 cell 的状态，背后的节点数都不超过六帧（一个片段的长度）。"""
    assert most_nodes_behind_the_state(run) <= 6 * nodes_of_a_frame(run), most_nodes_behind_the_state(run)


def measure(run):
    return {"nodes": most_nodes_behind_the_state(run), "one": nodes_of_a_frame(run), "frames": len(run["scores"])}


def probe(run):
    """A state has more nodes behind it than six frames."""
    return most_nodes_behind_the_state(run) > 6 * nodes_of_a_frame(run)
