"""The model is evaluated before it is trained."""

import torch
from torch.func import functional_call, grad


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
