"""What a line did, in a sentence, in both languages."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from whygrad.tracing.findings import Finding, shape_text

UNKNOWN = {
    "en": "This line is where the fault shows.",
    "zh": "故障在这一行显现。",
}
SENTENCES: dict[str, dict[str, str]] = {
    "inplace-version-mismatch": {
        "en": "This line changes a tensor{of_shape} in place that line {saved_line} has saved for backward.",
        "zh": "这一行原地修改了第 {saved_line} 行为反向传播保存的张量{of_shape}。",
    },
    "leaf-inplace": {
        "en": "`{operation}` changes a leaf{of_shape} that requires grad in place, while autograd records.",
        "zh": "`{operation}` 在 autograd 记录时原地修改了需要梯度的叶子张量{of_shape}。",
    },
    "leaf-view-inplace": {
        "en": "`{operation}` writes into a part of a leaf that requires grad, while autograd records.",
        "zh": "`{operation}` 在 autograd 记录时写入了需要梯度的叶子张量的一部分。",
    },
    "module-hook-inplace": {
        "en": "`{operation}` changes in place what a module with a backward hook has returned.",
        "zh": "`{operation}` 原地修改了带反向钩子的模块返回的张量。",
    },
    "custom-function-view-inplace": {
        "en": "`{operation}` changes in place a view that a custom function has returned.",
        "zh": "`{operation}` 原地修改了自定义 Function 返回的视图。",
    },
    "backward-on-non-tensor": {
        "en": "`{operation}` makes a number, or an array, of the tensor{of_shape}; numbers have no backward().",
        "zh": "`{operation}` 把张量{of_shape}变成了普通数值或数组；数值没有 backward()。",
    },
    "multi-output-view-inplace": {
        "en": "`{operation}` changes one of several views that one operation returned together.",
        "zh": "`{operation}` 修改了同一操作一起返回的多个视图之一。",
    },
    "backward-nonscalar-output": {
        "en": "Backward starts here from a tensor{of_shape}, which is not one number.",
        "zh": "反向传播从这里的张量{of_shape}开始，它不是一个数。",
    },
    "functorch-grad-nonscalar": {
        "en": "The function that is differentiated returns a tensor{of_shape}, which is not one number.",
        "zh": "被求导的函数返回张量{of_shape}，它不是一个数。",
    },
    "no-grad-fn": {
        "en": "`{operation}` returns a tensor without a graph, although what went in requires grad.",
        "zh": "`{operation}` 的输入需要梯度，返回的张量却没有计算图。",
    },
    "frozen": {
        "en": "None of the {count} tensors that this optimizer holds requires grad.",
        "zh": "这个优化器持有的 {count} 个张量都不需要梯度。",
    },
    "backward-twice": {
        "en": "`{operation}` made a part of the graph{of_shape} that an earlier backward() has freed.",
        "zh": "`{operation}` 生成的那部分计算图{of_shape}已被之前的 backward() 释放。",
    },
    "grad-is-none-attributeerror": {
        "en": "`.grad` of a tensor{of_shape} is None here: {reason}.",
        "zh": "张量{of_shape}的 `.grad` 在这里是 None：{reason}。",
    },
    "silent-grad-none-nonleaf": {
        "en": "`{operation}` makes a tensor{of_shape} that is no leaf, so its `.grad` stays None.",
        "zh": "`{operation}` 生成的张量{of_shape}不是叶子，它的 `.grad` 一直是 None。",
    },
    "numpy-requires-grad": {
        "en": "A tensor{of_shape} that requires grad is converted to a NumPy array here.",
        "zh": "需要梯度的张量{of_shape}在这里被转换成 NumPy 数组。",
    },
    "optimizer-empty-parameter-list": {
        "en": "The optimizer is given nothing: the module keeps its layers where parameters() does not look.",
        "zh": "交给优化器的是空列表：模块把层放在 parameters() 不查看的地方。",
    },
    "silent-unregistered-parameter": {
        "en": "`{attribute}` is a plain {container}: what it holds is not registered, and no optimizer gets it.",
        "zh": "`{attribute}` 是普通的 {container}：其中的内容没有注册，优化器拿不到。",
    },
    "optimizer-params-type": {
        "en": "The optimizer is given a {given}, not an iterable of tensors.",
        "zh": "交给优化器的是 {given}，而不是由张量组成的可迭代对象。",
    },
    "optimizer-non-leaf": {
        "en": "`{operation}` makes the tensor{of_shape} that the optimizer is given; it is no leaf.",
        "zh": "`{operation}` 生成了交给优化器的张量{of_shape}，它不是叶子。",
    },
    "module-parameter-before-init": {
        "en": "This line assigns before nn.Module.__init__() has run.",
        "zh": "这一行在 nn.Module.__init__() 运行之前就赋值了。",
    },
    "integer-requires-grad": {
        "en": "`{operation}` is asked to make an integer tensor require grad.",
        "zh": "`{operation}` 被要求让整数张量需要梯度。",
    },
    "custom-fn-save-non-tensor": {
        "en": "The function saves a {type} with save_for_backward, which takes tensors alone.",
        "zh": "该函数用 save_for_backward 保存了 {type}，而它只接受张量。",
    },
    "custom-fn-wrong-grad-count": {
        "en": "The backward of {class} returns {got} gradients for {expected} inputs.",
        "zh": "{class} 的 backward 为 {expected} 个输入返回了 {got} 个梯度。",
    },
    "custom-fn-legacy-nonstatic": {
        "en": "An instance of an old-style Function is called; its forward is not static.",
        "zh": "这里调用了旧式 Function 的实例，它的 forward 不是静态方法。",
    },
    "module-assign-non-parameter": {
        "en": "A plain tensor is assigned to `{attribute}`, which is a parameter.",
        "zh": "把普通张量赋给了 `{attribute}`，而它是一个参数。",
    },
    "item-non-scalar": {
        "en": "A tensor{of_shape} is read as one number here; decide how it is to be reduced.",
        "zh": "张量{of_shape}在这里被当作一个数读取；请决定如何归约。",
    },
    "vmap-item": {
        "en": "A number is read out of a tensor that stands for a whole batch; write it with tensor operations.",
        "zh": "这里从代表整个批次的张量中读取一个数；请改用张量运算。",
    },
    "inference-tensor-saved": {
        "en": "A tensor made under inference_mode() is needed by backward here.",
        "zh": "反向传播在这里需要 inference_mode() 下生成的张量。",
    },
    "loss-dtype-mismatch-backward": {
        "en": "`{operation}` mixes two dtypes.",
        "zh": "`{operation}` 混用了两种 dtype。",
    },
    "nonleaf-requires-grad-flag": {
        "en": "requires_grad is switched off for a tensor that has a graph; decide whether detach() is meant.",
        "zh": "这里要关闭一个带计算图的张量的 requires_grad；请决定是否想用 detach()。",
    },
    "grad-unused-input": {
        "en": "The output does not depend on one of the inputs that are differentiated; decide which is meant.",
        "zh": "输出不依赖于其中一个被求导的输入；请决定想求哪一个。",
    },
    "deepcopy-nonleaf": {
        "en": "A tensor that has a graph is copied; decide whether its value or its graph is meant.",
        "zh": "这里拷贝了带计算图的张量；请决定需要的是数值还是计算图。",
    },
    "silent-loss-requires-grad-hack": {
        "en": "`{operation}` cuts the graph; requires_grad on the loss hides that nothing behind it is trained.",
        "zh": "`{operation}` 切断了计算图；给损失设置 requires_grad 掩盖了没有参数得到训练的事实。",
    },
    "silent-argmax-nondifferentiable": {
        "en": "`{operation}` has no derivative: what goes in requires grad, what comes out does not.",
        "zh": "`{operation}` 没有导数：输入需要梯度，输出不需要。",
    },
    "silent-tensor-copy-detaches": {
        "en": "`{operation}` copies values without their graph, and {lost}.",
        "zh": "`{operation}` 只拷贝数值而不带计算图，{lost}。",
    },
    "silent-item-detaches": {
        "en": "`{operation}` reads a number out of the graph, and {lost}.",
        "zh": "`{operation}` 从计算图中读出数值，{lost}。",
    },
    "silent-detach-in-forward": {
        "en": "`{operation}` cuts the graph here, and {lost}.",
        "zh": "`{operation}` 在这里切断计算图，{lost}。",
    },
    "checkpoint-none-requires-grad": {
        "en": "None of the inputs of this reentrant checkpoint requires grad: it has no graph, and {lost}.",
        "zh": "这个可重入 checkpoint 的输入都不需要梯度：它没有计算图，{lost}。",
    },
    "silent-sample-not-reparameterised": {
        "en": "sample() draws without a graph, and {lost}.",
        "zh": "sample() 采样时不带计算图，{lost}。",
    },
    "silent-missing-zero-grad": {
        "en": "backward() adds to a gradient{of_shape} that an update has used already.",
        "zh": "backward() 累加到已被更新使用过的梯度{of_shape}上。",
    },
    "silent-broadcast-loss": {
        "en": "`{operation}` broadcasts ({rows}, 1) with ({rows},) to ({rows}, {rows}).",
        "zh": "`{operation}` 把 ({rows}, 1) 与 ({rows},) 广播成了 ({rows}, {rows})。",
    },
    "silent-where-nan-trap": {
        "en": "where() masks the value of `{inner}`, but its derivative is not finite where it is masked.",
        "zh": "where() 掩盖了 `{inner}` 的值，但被掩盖处的导数不是有限数。",
    },
    "silent-optimizer-stale-params": {
        "en": "A parameter{of_shape} is replaced here; the optimizer goes on holding the old one.",
        "zh": "参数{of_shape}在这里被替换；优化器仍然持有旧的。",
    },
    "silent-double-softmax": {
        "en": "A softmax is taken here and once more inside cross_entropy.",
        "zh": "这里做了 softmax，cross_entropy 内部又做一次。",
    },
    "silent-higher-order-without-create-graph": {
        "en": "The gradient is taken without create_graph, so nothing is trained through it.",
        "zh": "求梯度时没有 create_graph，因此无法通过它训练。",
    },
    "silent-data-inplace": {
        "en": "`{operation}` changes a result{of_shape} through .data, which backward does not notice.",
        "zh": "`{operation}` 通过 .data 修改了结果{of_shape}，反向传播察觉不到。",
    },
    "silent-sqrt-zero-grad": {
        "en": "`{operation}` is taken where its derivative is infinite.",
        "zh": "`{operation}` 在导数为无穷的地方取值。",
    },
    "silent-log-zero": {
        "en": "`{operation}` is taken at zero, where its derivative is infinite.",
        "zh": "`{operation}` 在零点取值，那里的导数为无穷。",
    },
    "silent-optimizer-never-gets-params": {
        "en": "This optimizer is not given {count} parameters that get gradients.",
        "zh": "有 {count} 个得到梯度的参数没有交给这个优化器。",
    },
    "optimizer-duplicate-params": {
        "en": "A parameter is given to this optimizer in two groups; decide which one it belongs to.",
        "zh": "同一个参数被放进了这个优化器的两个组；请决定它属于哪一组。",
    },
    "grad-input-no-requires-grad": {
        "en": "A derivative is asked for with respect to a tensor{of_shape} that does not require grad.",
        "zh": "要对不需要梯度的张量{of_shape}求导。",
    },
    "silent-loss-history-leak": {
        "en": "`{name}` holds the graphs of several steps, so memory grows with each.",
        "zh": "`{name}` 保存着多步的计算图，内存随每一步增长。",
    },
    "silent-zero-grad-order": {
        "en": "Gradients computed here are cleared before the step uses them.",
        "zh": "这里计算的梯度在 step 使用之前就被清除了。",
    },
}
LOST = {
    "some": {"en": "{starved} tensors get no gradient", "zh": "{starved} 个张量得不到梯度"},
    "way": {"en": "no gradient passes it", "zh": "梯度无法通过这里"},
}
REASONS = {
    "not_leaf": {"en": "it is no leaf, and only leaves keep it", "zh": "它不是叶子，而只有叶子才保留梯度"},
    "no_backward": {"en": "no backward() has run yet", "zh": "还没有运行过 backward()"},
    "not_required": {"en": "it does not require grad", "zh": "它不需要梯度"},
    "not_reached": {
        "en": "no backward() has reached it, or it was cleared",
        "zh": "没有 backward() 到达它，或者它已被清除",
    },
}


def explain(finding: Finding) -> dict[str, str]:
    """What the finding's line did, in a sentence."""
    key = "frozen" if finding.operation == "frozen" else finding.family
    sentences = SENTENCES.get(key, UNKNOWN)
    return {language: sentence.format_map(known(finding, language)) for language, sentence in sentences.items()}


def known(finding: Finding, language: str) -> defaultdict[str, Any]:
    """The facts of a finding as words; one that is not known is an ellipsis."""
    shape = shape_text(finding.facts.get("shape"))
    of_shape = {"en": f" of shape {shape}", "zh": f"（形状 {shape}）"}[language] if shape else ""
    values = {
        **finding.facts,
        "operation": finding.operation,
        "of_shape": of_shape,
        "reason": REASONS[reason(finding)][language],
        "lost": LOST["some" if finding.facts.get("starved") else "way"][language].format_map(finding.facts),
    }
    return defaultdict(lambda: "…", {name: "…" if value is None else value for name, value in values.items()})


def reason(finding: Finding) -> str:
    """Why a gradient is absent."""
    if not finding.facts.get("requires_grad"):
        return "not_required"
    if not finding.facts.get("is_leaf"):
        return "not_leaf"
    return "not_reached" if finding.facts.get("backwards") else "no_backward"
