"""One step on the mean loss of all batches, without holding all their graphs at once."""

import contextlib
import gc
import io
import linecache

import torch
from torch.func import functional_call, grad
from torch.nn.modules.module import register_module_forward_pre_hook


def mean_squared_error(model, values, x, y):
    return ((functional_call(model, values, (x,)) - y) ** 2).mean()


def values_at(run, step):
    return {name: step.value(parameter) for name, parameter in run["model"].named_parameters()}


def nodes_behind(*tensors):
    """Every node that can be reached from the tensors; numbers have none."""
    seen, waiting = set(), [getattr(tensor, "grad_fn", None) for tensor in tensors]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting.extend(next_node for next_node, _ in node.next_functions)
    return seen


def count_saved(nodes):
    """How many tensors the nodes still hold for a backward."""
    count = 0
    for node in nodes:
        for name in dir(node):
            if name.startswith("_saved_"):
                try:
                    count += isinstance(getattr(node, name), torch.Tensor)
                except RuntimeError:
                    pass
    return count


def count_of_one_batch(run):
    x, y = run["batches"][0]
    return len(nodes_behind(((run["model"](x) - y) ** 2).mean()))


def expected_gradients(run):
    def mean_loss(values):
        return sum(mean_squared_error(run["model"], values, x, y) for x, y in run["batches"]) / len(run["batches"])

    return grad(mean_loss)(values_at(run, run.steps[0]))


def most_nodes_alive(run):
    """Run the program again: how many nodes its tensors hold, at most, when the model is called."""

    def held():
        return nodes_behind(*(item for item in gc.get_objects() if issubclass(type(item), torch.Tensor)))

    def count(module, _):
        if isinstance(module, torch.nn.Sequential):
            counts.append(len(held() - before))

    counts, before = [0], held()
    handle = register_module_forward_pre_hook(count)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(RuntimeError, AttributeError):
            exec("".join(linecache.getlines(run["__file__"])), {"__name__": "__main__"})
    finally:
        handle.remove()
    return max(counts)


def check_one_graph_at_a_time(run):
    """When the model is called, what the program keeps holds the nodes of two batches at most.
    每次调用模型时，程序里留着的节点不超过两个 batch 的。"""
    assert most_nodes_alive(run) <= 2 * count_of_one_batch(run), most_nodes_alive(run)


def check_gradients(run):
    """At the one step every gradient equals torch.func's for the mean loss of all batches.
    在唯一的一步，所有梯度都等于 torch.func 对全部 batch 的平均 loss 求得的梯度。"""
    assert len(run.steps) == 1
    for name, expected in expected_gradients(run).items():
        found = run.steps[0].gradient(run["model"].get_parameter(name))
        assert found is not None, f"{name} has no gradient"
        assert torch.allclose(found, expected, atol=1e-6), name


def check_the_model_moves(run):
    """The step changes every parameter by -0.05 times its gradient.
    这一步使每个参数变化 -0.05 乘以它的梯度。"""
    for parameter in run["model"].parameters():
        expected = run.steps[0].value(parameter) - 0.05 * run.steps[0].gradient(parameter)
        assert torch.allclose(parameter.detach(), expected, atol=1e-6)


def check_twenty_backwards(run):
    """Twenty backwards ran, one for each batch.
    backward 共做了二十次，每个 batch 一次。"""
    assert len(run.backwards) == 20


def measure(run):
    values = {
        "nodes": len(nodes_behind(run["total"])),
        "one": count_of_one_batch(run),
        "batches": len(run["batches"]),
        "error": str(run.error) if run.error else None,
    }
    weight = run["model"][0].weight
    if run.steps and run.steps[0].gradient(weight) is not None:
        expected = expected_gradients(run)["0.weight"]
        values["percent_off"] = (100 * (run.steps[0].gradient(weight) - expected).norm() / expected.norm()).item()
    return values


def probe(run):
    """The total keeps more nodes than one batch has."""
    return len(nodes_behind(run["total"])) > count_of_one_batch(run)
