"""The model is evaluated before it is trained."""

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
    """At each of the twenty steps every gradient equals torch.func's for the batch's mean squared error.
    二十步中的每一步，所有梯度都等于 torch.func 对该 batch 的均方误差求得的梯度。"""
    model = run["model"]
    for step, (x, y) in zip(run.steps, run["batches"], strict=True):
        expected = grad(lambda values: mean_squared_error(model, values, x, y))(values_at(run, step))
        for name, gradient in expected.items():
            assert torch.allclose(step.gradient(model.get_parameter(name)), gradient, atol=1e-5), name


def check_the_model_moves(run):
    """Between steps every parameter changes by -0.05 times its gradient.
    相邻两步之间，每个参数的变化量都等于 -0.05 乘以它的梯度。"""
    for step, following in zip(run.steps, run.steps[1:]):
        for parameter in run["model"].parameters():
            expected = step.value(parameter) - 0.05 * step.gradient(parameter)
            assert torch.allclose(following.value(parameter), expected, atol=1e-6)


def check_the_evaluation(run):
    """Validation loss and predictions equal those computed anew from the parameters before the first step.
    验证 loss 和预测等于用第一步之前的参数重新计算的结果。"""
    model, batches, values = run["model"], run["batches"], values_at(run, run.steps[0])
    expected = sum(mean_squared_error(model, values, x, y).item() for x, y in batches) / len(batches)
    assert abs(float(run["validation_loss"]) - expected) < 1e-4
    predictions = torch.cat([functional_call(model, values, (x,)) for x, _ in batches])
    assert torch.allclose(run["predictions"].detach(), predictions, atol=1e-5)


def check_no_graph_is_kept(run):
    """No node can be reached from the validation loss or the predictions.
    从验证 loss 和预测出发到达不了任何计算图节点。"""
    assert len(nodes_behind(run["validation_loss"], run["predictions"])) == 0


def measure(run):
    kept = nodes_behind(run["validation_loss"], run["predictions"])
    return {
        "nodes": len(kept),
        "one": count_of_one_batch(run),
        "saved": count_saved(kept),
        "batches": len(run["batches"]),
        "error": str(run.error) if run.error else None,
        "steps": len(run.steps),
    }


def probe(run):
    """Validation loss and predictions keep more nodes than one batch has."""
    return len(nodes_behind(run["validation_loss"], run["predictions"])) > count_of_one_batch(run)
