"""A network with batch norm is trained, and evaluated on larger images after each epoch."""

import contextlib
import io
import linecache

import torch
from torch.func import functional_call
from torch.nn.functional import conv2d, cross_entropy
from torch.nn.modules.module import register_module_forward_pre_hook


class Held:
    """How many bytes the evaluation's graphs hold for a backward: now, and at most."""

    def __init__(self):
        self.counts, self.now, self.most = False, 0, 0

    def look(self, module, _):
        if isinstance(module, torch.nn.Sequential):
            self.counts = not module.training

    def pack(self, tensor):
        return Saved(self, tensor)


class Saved:
    """A tensor that is saved for backward; parameters, inputs and buffers live anyway and are not counted."""

    def __init__(self, held, tensor):
        self.tensor, self.held = tensor.detach(), held  # with its graph it would hold itself
        self.size = tensor.nbytes if held.counts and tensor.grad_fn is not None else 0
        held.now += self.size
        held.most = max(held.most, held.now)

    def __del__(self):
        self.held.now -= self.size


def most_held_by_the_evaluation(run):
    """Run the program again: the bytes that its evaluation holds for a backward, at most."""
    held = Held()
    handle = register_module_forward_pre_hook(held.look)
    try:
        with (
            torch.autograd.graph.saved_tensors_hooks(held.pack, lambda saved: saved.tensor),
            contextlib.redirect_stdout(io.StringIO()),
        ):
            exec("".join(linecache.getlines(run["__file__"])), {"__name__": "__main__"})
    finally:
        handle.remove()
    return held.most


def values_at(run, number):
    """The parameters before a step, or after the last."""
    steps = run.steps
    parameters = run["model"].named_parameters()
    return {name: steps[number].value(p) if number < len(steps) else p.detach() for name, p in parameters}


def check_the_evaluation_holds_nothing(run):
    """The evaluation holds no activations for a backward.
    验证过程不为 backward 保存任何激活。"""
    most = most_held_by_the_evaluation(run)
    assert most == 0, f"{most} bytes"


def check_gradients(run):
    """At each of the 8 steps every gradient equals that of the batch's cross entropy, with batch norm in training mode.
    8 步中的每一步，所有梯度都等于该 batch 交叉熵的梯度（BatchNorm 处于训练模式）。"""
    assert len(run.steps) == 8
    run["model"].train()
    for number, step in enumerate(run.steps):
        x, y = run["train"][number % 4]
        values = {name: value.clone().requires_grad_() for name, value in values_at(run, number).items()}
        buffers = {name: buffer.clone() for name, buffer in run["model"].named_buffers()}
        loss = cross_entropy(functional_call(run["model"], (values, buffers), (x,)), y)
        expected = dict(zip(values, torch.autograd.grad(loss, list(values.values()))))
        for name, parameter in run["model"].named_parameters():
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), f"{name} at step {number}"


def check_history(run):
    """The history holds the validation loss after each epoch, with running statistics computed anew from the batches.
    history 里是每个 epoch 之后的验证 loss，与根据各 batch 重新计算 running 统计量得到的结果一致。"""
    mean, variance, expected = torch.zeros(8), torch.ones(8), []
    run["model"].eval()
    for number in range(8):
        values = values_at(run, number)
        hidden = conv2d(run["train"][number % 4][0], values["0.weight"], values["0.bias"])
        mean, variance = 0.9 * mean + 0.1 * hidden.mean((0, 2, 3)), 0.9 * variance + 0.1 * hidden.var((0, 2, 3))
        if number % 4 == 3:
            state = values_at(run, number + 1) | {"1.running_mean": mean, "1.running_var": variance}
            losses = [cross_entropy(functional_call(run["model"], state, (x,)), y) for x, y in run["validation"]]
            expected.append(torch.stack(losses).mean())
    assert torch.allclose(torch.tensor([float(loss) for loss in run["history"]]), torch.stack(expected), atol=1e-4)


def measure(run):
    return {"mebibytes": most_held_by_the_evaluation(run) / 2**20, "input": run["validation"][0][0].nbytes / 2**20}


def probe(run):
    """The evaluation holds activations for a backward."""
    return most_held_by_the_evaluation(run) > 0
