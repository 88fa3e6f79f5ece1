"""A line is fitted by gradient descent: 20 steps of the mean squared error."""

import torch


def descend(x, y):
    """The same descent with the closed form of the gradient, in float64."""
    x, y = x.double(), y.double()
    w, b = torch.zeros(1, 1, dtype=torch.float64), torch.zeros(1, dtype=torch.float64)
    for _ in range(20):
        residual = x @ w + b - y
        w, b = w - 0.5 * 2 * x.T @ residual / len(x), b - 0.5 * 2 * residual.mean(0)
    return w, b


def check_the_fit(run):
    """After twenty backwards (or none, where autograd.grad is called instead) w and b equal those of the same descent with the closed form of the gradient.
    二十次 backward 之后（改用 autograd.grad 时没有 backward），w 和 b 与用解析梯度做同样下降所得的结果一致。"""
    assert len(run.backwards) in (0, 20)
    w, b = descend(run["x"], run["y"])
    assert torch.allclose(run["w"].detach().double(), w, atol=1e-4)
    assert torch.allclose(run["b"].detach().double(), b, atol=1e-4)


def count_nodes(root):
    seen, waiting = set(), [root.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting.extend(next_node for next_node, _ in node.next_functions)
    return len(seen)


def count_nodes_of_one_step(run):
    w, b = (run[name].detach().requires_grad_() for name in "wb")
    return count_nodes(((run["x"] @ w + b - run["y"]) ** 2).mean())


def check_each_step_has_its_own_graph(run):
    """The graph of the last loss has as many nodes as the loss of one step has on fresh leaves.
    最后一个 loss 的计算图，节点数与用全新叶子算一步的 loss 相同。"""
    assert count_nodes(run["loss"]) == count_nodes_of_one_step(run)


def measure(run):
    return {
        "error": str(run.error) if run.error else None,
        "w": run["w"].item(),
        "expected": descend(run["x"], run["y"])[0].item(),
        "backwards": len(run.backwards),
        "nodes": count_nodes(run["loss"]) if "loss" in run.names else 0,
        "fresh_nodes": count_nodes_of_one_step(run),
    }
