"""Edits of one word: logits, no_grad for inference_mode, the target's dtype, zero_grad before backward."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from service.repair.proposals import Proposal, strategy, words
from service.repair.source import Source
from service.repair.strategies.leaf_of_expression import wrapped
from service.repair.strategies.out_of_place import method_of
from whygrad.tracing.findings import Finding


@strategy("silent-double-softmax")
def give_logits(finding: Finding, source: Source) -> Iterator[Proposal]:
    """`softmax(x)` as `x` before `cross_entropy`."""
    node = source.expression_at(finding.stack[-1]) if finding.stack else None
    title = words("Give cross_entropy the logits", "把 logits 交给 cross_entropy")
    why = words(
        "cross_entropy takes the softmax itself; twice flattens the gradients.",
        "cross_entropy 自带 softmax；做两次会压平梯度。",
    )
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "softmax":
        is_function = ast.unparse(node.func.value) in ("torch", "F", "nn.functional", "torch.nn.functional")
        logits = node.args[0] if is_function and node.args else node.func.value
        text = source.apply([source.replace(node, source.segment(logits))])
        yield Proposal("logits", text, title, why, "logits-expected")
    for call in source.walk(ast.Call):
        if ast.unparse(call.func).endswith("nn.Softmax") and isinstance(source.parents.get(call), ast.Call):
            name = ast.unparse(call.func).rpartition(".")[0]
            yield Proposal(
                "logits", source.apply([source.replace(call, f"{name}.Identity()")]), title, why, "logits-expected"
            )


@strategy("inference-tensor-saved")
def use_no_grad(finding: Finding, source: Source) -> Iterator[Proposal]:
    """`inference_mode` as `no_grad`."""
    nodes = [node for node in source.walk(ast.Attribute) if node.attr == "inference_mode"]
    title = words("Use no_grad() in place of inference_mode()", "用 no_grad() 代替 inference_mode()")
    why = words(
        "Tensors made under inference_mode can never take part in training.",
        "inference_mode 下生成的张量不能参与训练。",
    )
    if nodes:
        changes = [source.replace(node, f"{source.segment(node.value)}.no_grad") for node in nodes]
        yield Proposal("no-grad", source.apply(changes), title, why, "inference-is-no-grad")


@strategy("loss-dtype-mismatch-backward")
def cast_target(finding: Finding, source: Source) -> Iterator[Proposal]:
    """The target takes the prediction's dtype."""
    node = source.expression_at(finding.stack[-1]) if finding.stack else None
    title = words("Cast the target to the prediction's dtype", "把目标转换成预测的 dtype")
    why = words(
        "The loss mixes two dtypes; the target is data and can be cast.", "损失混用了两种 dtype；目标是数据，可以转换。"
    )
    if isinstance(node, ast.Call) and len(node.args) >= 2:
        prediction, target = node.args[:2]
        if isinstance(prediction, ast.Name):
            text = source.apply(wrapped(source, target, f".to({source.segment(prediction)}.dtype)"))
        else:
            text = source.apply(wrapped(source, target, ".float()"))
        yield Proposal("target-dtype", text, title, why, "target-takes-dtype")


@strategy("silent-zero-grad-order")
def clear_before_backward(finding: Finding, source: Source) -> Iterator[Proposal]:
    """`zero_grad()` moved from between backward and step to before backward."""
    backward = source.statement_at(finding.stack[-1].line) if finding.stack else None
    suite = source.suite_of(backward) if backward is not None else []
    title = words("Clear the gradients before backward()", "在 backward() 之前清除梯度")
    why = words(
        "Cleared between backward() and step(), every update is empty.",
        "在 backward() 和 step() 之间清除，每次更新都是空的。",
    )
    for statement in suite[suite.index(backward) + 1 :] if backward in suite else []:
        is_clear = isinstance(statement, ast.Expr) and ast.unparse(statement).endswith("zero_grad()")
        if is_clear and backward is not None and source.stands_alone(statement) and source.stands_alone(backward):
            changes = [source.remove(statement), source.insert_before(backward, [ast.unparse(statement)])]
            yield Proposal(
                "clear-before-backward",
                source.apply(changes),
                title,
                why,
                "zero-grad-waits",
                {"cleared_gradients": True},
            )
            return


@strategy("silent-sample-not-reparameterised", "no-grad-fn")
def reparameterise(finding: Finding, source: Source) -> Iterator[Proposal]:
    """`.sample()` as `.rsample()`."""
    node = source.expression_at(finding.stack[-1]) if finding.stack else None
    title = words("Draw with rsample()", "用 rsample() 采样")
    why = words(
        "sample() cuts the graph; rsample() lets gradients reach the parameters of the distribution.",
        "sample() 会切断计算图；rsample() 让梯度到达分布的参数。",
    )
    assumes = words("gradients are meant to flow through the sample", "梯度应当流过采样结果")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "sample":
        text = source.apply([source.replace(node.func, method_of(source, node.func.value, ".rsample"))])
        yield Proposal("rsample", text, title, why, "sample-is-rsample", {"line": node.lineno}, assumes)
