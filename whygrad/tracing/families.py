"""Titles of the faults that tracing finds, for those that have no entry yet."""

from __future__ import annotations

TITLES: dict[str, dict[str, str]] = {
    "silent-higher-order-without-create-graph": {"en": "A gradient without a graph", "zh": "没有计算图的梯度"},
    "silent-sqrt-zero-grad": {"en": "sqrt or norm at zero", "zh": "在零点取 sqrt 或范数"},
    "silent-log-zero": {"en": "log at zero", "zh": "在零点取 log"},
    "silent-optimizer-never-gets-params": {"en": "Parameters that no optimizer holds", "zh": "没有优化器持有的参数"},
    "optimizer-duplicate-params": {"en": "A parameter in two groups", "zh": "参数出现在两个组里"},
    "grad-input-no-requires-grad": {"en": "A derivative of what requires no grad", "zh": "对不需要梯度的张量求导"},
    "leaf-view-inplace": {"en": "In-place write into a part of a leaf", "zh": "对叶子张量的一部分原地写入"},
    "multi-output-view-inplace": {"en": "In-place write to one of several views", "zh": "对多个视图之一原地写入"},
    "functorch-grad-nonscalar": {
        "en": "torch.func.grad of a non-scalar function",
        "zh": "对非标量函数使用 torch.func.grad",
    },
    "optimizer-params-type": {"en": "The optimizer is not given a list of tensors", "zh": "交给优化器的不是张量列表"},
    "optimizer-non-leaf": {"en": "The optimizer is given a non-leaf tensor", "zh": "交给优化器的不是叶子张量"},
    "integer-requires-grad": {"en": "requires_grad on an integer tensor", "zh": "整数张量不能需要梯度"},
    "custom-fn-save-non-tensor": {
        "en": "save_for_backward is given a non-tensor",
        "zh": "save_for_backward 收到了非张量",
    },
    "custom-fn-wrong-grad-count": {
        "en": "A custom backward returns too few gradients",
        "zh": "自定义 backward 返回的梯度数不对",
    },
    "custom-fn-legacy-nonstatic": {"en": "An old-style autograd Function", "zh": "旧式的 autograd Function"},
    "module-assign-non-parameter": {"en": "A tensor is assigned where a parameter is", "zh": "把张量赋给了参数"},
    "inference-tensor-saved": {"en": "An inference tensor is needed by backward", "zh": "反向传播需要 inference 张量"},
    "loss-dtype-mismatch-backward": {"en": "The loss mixes two dtypes", "zh": "损失混用了两种 dtype"},
    "nonleaf-requires-grad-flag": {
        "en": "requires_grad of a non-leaf tensor is changed",
        "zh": "修改非叶子张量的 requires_grad",
    },
    "grad-unused-input": {"en": "autograd.grad of an input that is not used", "zh": "autograd.grad 的输入没有被用到"},
    "deepcopy-nonleaf": {"en": "A tensor with a graph is copied", "zh": "拷贝带计算图的张量"},
    "silent-item-detaches": {"en": "A number read out of the graph cuts it", "zh": "读出数值切断了计算图"},
    "silent-detach-in-forward": {"en": "The graph is cut in the forward pass", "zh": "前向过程中计算图被切断"},
    "silent-sample-not-reparameterised": {"en": "sample() cuts the graph", "zh": "sample() 切断计算图"},
    "silent-where-nan-trap": {
        "en": "where() masks the value, not the gradient",
        "zh": "where() 掩盖了值，却没有掩盖梯度",
    },
    "silent-optimizer-stale-params": {
        "en": "The optimizer holds replaced parameters",
        "zh": "优化器持有已被替换的参数",
    },
    "silent-zero-grad-order": {"en": "Gradients are cleared before the step", "zh": "在 step 之前清除了梯度"},
    "silent-data-inplace": {"en": "In-place edit through .data", "zh": "通过 .data 原地修改"},
}


def family_title(family: str) -> dict[str, str]:
    """The title of a family; its name where it has none here."""
    return TITLES.get(family, {"en": family, "zh": family})
