"""The model is trained on each chunk in turn; the state goes on from chunk to chunk, the gradient does not."""

import torch
from torch.func import grad


def named_parameters(run):
    named = {f"lstm.{name}": parameter for name, parameter in run["lstm"].named_parameters()}
    return named | {f"head.{name}": parameter for name, parameter in run["head"].named_parameters()}


def forward(values, chunk, state):
    """The equations of an LSTM, written out."""
    hidden, cell = state[0][0], state[1][0]
    for t in range(chunk.shape[1]):
        from_input = chunk[:, t] @ values["lstm.weight_ih_l0"].T + values["lstm.bias_ih_l0"]
        from_hidden = hidden @ values["lstm.weight_hh_l0"].T + values["lstm.bias_hh_l0"]
        enter, keep, new, leave = (from_input + from_hidden).chunk(4, dim=1)
        cell = torch.sigmoid(keep) * cell + torch.sigmoid(enter) * torch.tanh(new)
        hidden = torch.sigmoid(leave) * torch.tanh(cell)
    return hidden @ values["head.weight"].T + values["head.bias"], (hidden[None], cell[None])


def loss_of(values, chunk, state, target):
    return ((forward(values, chunk, state)[0] - target) ** 2).mean()


def expected_gradients(run, records):
    """For each record the gradients of its own chunk's loss, given the state of the chunks before."""
    state = (torch.zeros(1, 2, 4), torch.zeros(1, 2, 4))
    for record, chunk, target in zip(records, run["chunks"], run["targets"]):
        values = {name: record.value(parameter) for name, parameter in named_parameters(run).items()}
        yield grad(loss_of)(values, chunk, state, target)
        _, state = forward(values, chunk, state)


def check_gradients(run):
    """At each of the four steps every gradient equals torch.func's for that chunk, given the state carried so far.
    四步中的每一步，所有梯度都等于 torch.func 以传入的 state 为常量、对这一段求得的梯度。"""
    assert len(run.steps) == 4
    for step, expected in zip(run.steps, expected_gradients(run, run.steps)):
        for name, parameter in named_parameters(run).items():
            assert step.gradient(parameter) is not None, f"{name} has no gradient"
            assert torch.allclose(step.gradient(parameter), expected[name], atol=1e-5), name


def check_the_model_moves(run):
    """The recurrent weight differs from step to step.
    每一步的循环权重都与上一步不同。"""
    values = [step.value(run["lstm"].weight_hh_l0) for step in run.steps]
    assert len(values) > 1
    assert all(not torch.equal(before, after) for before, after in zip(values, values[1:]))


def count_nodes(root):
    seen, waiting = set(), [root.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting.extend(next_node for next_node, _ in node.next_functions)
    return len(seen)


def measure(run):
    lstm, weight = run["lstm"], run["lstm"].weight_hh_l0
    fresh_output, _ = lstm(run["chunks"][0])
    fresh_loss = ((run["head"](fresh_output[:, -1]) - run["targets"][0]) ** 2).mean()
    last = run.backwards[-1]
    *_, expected = expected_gradients(run, run.backwards)
    difference = last.added(weight) - expected["lstm.weight_hh_l0"]
    return {
        "error": str(run.error).split(":")[0] if run.error else None,
        "steps": len(run.steps),
        "nodes": count_nodes(run["loss"]),
        "fresh_nodes": count_nodes(fresh_loss),
        "backwards": len(run.backwards),
        "percent_off": (100 * difference.norm() / expected["lstm.weight_hh_l0"].norm()).item(),
    }
