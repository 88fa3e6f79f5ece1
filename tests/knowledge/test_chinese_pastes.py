"""What people write in Chinese around a message: a few words of theirs tell the cause, or make it the likeliest."""

from functools import cache
from pathlib import Path

import pytest

from service.authoring.evidence.judging import signature_index
from service.authoring.folders import read_entry
from whygrad.answers.diagnoses import order_cases
from whygrad.finding.evidence import choose_case
from whygrad.reading import read_report

ERRORS = Path(__file__).resolve().parents[2] / "knowledge" / "errors"
CHANGED = "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation"
NO_INPUT = "UserWarning: None of the inputs have requires_grad=True. Gradients will be None"
REDUCTION = "RuntimeError: Expected to have finished reduction in the prior iteration before starting a new one."
FLAG = "Since `find_unused_parameters=True` is enabled, this likely  means that not all `forward` outputs participate in computing loss."
NOT_SAVED = "TypeError: save_for_backward can only save variables, but argument 2 is of type"
LAST_FRAME = """Traceback (most recent call last):
  File "/opt/site-packages/torch/utils/checkpoint.py", line 177, in checkpoint
    return CheckpointFunction.apply(function, preserve, *args)
"""
GROUPS = "ValueError: loaded state dict contains a parameter group that doesn't match the size of optimizer's group"
LEAF = "RuntimeError: a leaf Variable that requires grad is being used in an in-place operation."
NO_GRAD_FN = "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn"
INFERENCE = "RuntimeError: Inference tensors cannot be saved for backward."
CPU_AUTOCAST = """/opt/site-packages/torch/utils/checkpoint.py:295: FutureWarning: `torch.cpu.amp.autocast(args...)` is deprecated. Please use `torch.amp.autocast('cpu', args...)` instead.
  with torch.enable_grad(), device_autocast_ctx, torch.cpu.amp.autocast(**ctx.cpu_autocast_kwargs):
"""


NOT_A_LEAF = "UserWarning: The .grad attribute of a Tensor that is not a leaf Tensor is being accessed."
IN_PLACE = "RuntimeError: Inplace update to inference tensor outside InferenceMode is not allowed."
OUT = "RuntimeError: stack(): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad."
UNSCALE = "ValueError: Attempting to unscale FP16 gradients."
SCALAR = "RuntimeError: grad can be implicitly created only for scalar outputs"
EMPTY = "ValueError: optimizer got an empty parameter list"
NUMPY = "RuntimeError: Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
READY_TWICE = "RuntimeError: Expected to mark a variable ready only once."
SMALL = "only Tensors of floating point dtype can require gradients"
INTEGERS = "RuntimeError: Only Tensors of floating point and complex dtype can require gradients"
LOOP = """Traceback (most recent call last):
  File "/home/u/flux/train.py", line 300, in sample
    t.requires_grad_(True)
"""


def other_shape(node, got, expected):
    return f"RuntimeError: Function {node} returned an invalid gradient at index 0 - got {got} but expected shape compatible with {expected}"


TWICE = "RuntimeError: Trying to backward through the graph a second time."


@cache
def entry_of(name):
    entry = read_entry(ERRORS / name)
    return entry.cases, signature_index([entry])


def choose(name, paste):
    cases, index = entry_of(name)
    report = read_report(paste)
    return choose_case({case.id: case.cues for case in cases}, report, index.match(report)[0])


@pytest.mark.parametrize(
    ("name", "case", "paste"),
    [
        # the warning of checkpoint: what is frozen, and what runs without gradients
        ("checkpoint-none-requires-grad", "frozen-on-purpose", f"用 freeze 微调时每个 step 都有警告\n{NO_INPUT}"),
        ("checkpoint-none-requires-grad", "frozen-on-purpose", f"finetuning_type: freeze\n\n训练时显示 {NO_INPUT}"),
        ("checkpoint-none-requires-grad", "evaluation-without-grad", f"DPO 训练时有警告，有影响吗\n{NO_INPUT}"),
        ("checkpoint-none-requires-grad", "evaluation-without-grad", f"参考模型也开了 checkpoint\n{NO_INPUT}"),
        # the user's own Function, and one that stands in a library
        ("custom-fn-save-non-tensor", "number-or-shape", f"```python\nctx.save_for_backward(x, size)\n```\n{NOT_SAVED} int"),
        ("custom-fn-save-non-tensor", "argument-of-a-checkpoint", f"开了梯度检查点就报错\n{LAST_FRAME}{NOT_SAVED} tuple"),
        # an index with brackets of its own
        ("inplace-version-mismatch", "written-state", f"```python\nout[..., np.r_[0:2, 4:9]] *= keep\n```\n{CHANGED}"),
        # one state, two optimizers; each with a state of its own tells nothing
        ("optimizer-state-dict-mismatch", "new-task", f'opt_a.load_state_dict(saved["opt"])\nopt_b.load_state_dict(saved["opt"])\n续训时报错\n{GROUPS}'),
        ("optimizer-state-dict-mismatch", None, f'opt_a.load_state_dict(saved["a"])\nopt_b.load_state_dict(saved["b"])\n续训时报错\n{GROUPS}'),
        # to load a model is not to change it; to change it is
        ("optimizer-state-dict-mismatch", None, f"加载模型继续训练时报错\n{GROUPS}"),
        ("optimizer-state-dict-mismatch", "new-task", f"换了分类头之后加载权重报错\n{GROUPS}"),
        # the name of the embeddings, in a sentence and in a line of code
        ("leaf-inplace", "output-made-a-leaf", f"注册新模型训练报错，inputs_embeds 要先 clone 一下吗\n{LEAF}"),
        ("leaf-inplace", "output-made-a-leaf", f"新模型训练报错\n```python\ninputs_embeds = fuse(inputs_embeds, image)\n```\n{LEAF}"),
        # what an agent's losses are made of; what is older than the step; a program that is known to be right
        ("backward-twice", "advantage-not-detached", f"策略损失里用的优势函数来自价值网络，报错\n{TWICE}"),
        ("inplace-version-mismatch", "computed-once", f"同一份特征在每一步里重复使用\n{CHANGED}"),
        ("no-grad-fn", "no-grad-left-on", f"连官方教程里的代码也报错\n{NO_GRAD_FN}"),
        # what is frozen, without and with what is trained
        ("no-grad-fn", "frozen-model", f"冻结解码器之后报错\n{NO_GRAD_FN}"),
        ("no-grad-fn", None, f"冻结解码器，只训练编码器，报错\n{NO_GRAD_FN}"),
        # what ZeRO-3 gathers in a rollout, and what a rollout gives
        ("inference-tensor-saved", "cache-filled-in-evaluation", f"用 zero3 跑 GRPO 训练报错\n{INFERENCE}"),
        ("inference-tensor-saved", "cache-filled-in-evaluation", f"跑 GRPO 报错\n```bash\nswift rlhf --rlhf_type grpo --deepspeed zero3.json\n```\n{INFERENCE}"),
        ("inference-tensor-saved", "features-for-training", f"跑 PPO 训练报错\n{INFERENCE}"),
        # a small letter: the flag was set afterwards, and without a word of complex by requires_grad_()
        ("integer-requires-grad", "quantized-weight", f"{INTEGERS},换成 int4 的模型就报错"),
        ("integer-requires-grad", "flag-on-everything", f"开了梯度检查点报错\n{LOOP}RuntimeError: {SMALL}"),
        ("integer-requires-grad", None, f"微调 int4 模型报错\nRuntimeError: {SMALL}"),
        # to resume at a break is not to stop at a breakpoint
        ("nonleaf-grad-access", None, f"断点续训时有警告\n{NOT_A_LEAF}"),
        ("nonleaf-grad-access", "read-by-a-library", f"打断点看变量时有警告\n{NOT_A_LEAF}"),
        # a word that stands in many a post
        ("inference-tensor-inplace", None, f"微调的时候报错\n{IN_PLACE}"),
        ("out-requires-grad", None, f"换了自己的数据集报错\n{OUT}"),
        ("optimizer-state-dict-mismatch", None, f"微调时中断，再训练报错\n{GROUPS}"),
        # what was tried: in vain, and with success
        ("inplace-version-mismatch", None, f"把所有inplace=True都改成inplace=False还是报错\n{CHANGED}"),
        ("inplace-version-mismatch", None, f"试了broadcast_buffers=False没用\n{CHANGED}"),
        ("inplace-version-mismatch", "ddp-buffers", f"设了 broadcast_buffers=False 就好了，为什么\n{CHANGED}"),
        ("ddp-ready-twice", "shared-block-reentrant", f"两个塔权重共享，多卡报错\n{READY_TWICE}"),
        ("ddp-finished-reduction", "no-grad-inside", f"前向里用了 no_grad 的教师网络，多卡报错\n{REDUCTION}"),
        ("no-grad-fn", "adapter-under-checkpointing", f"设成 use_reentrant=False 之后好了，为什么\n{NO_GRAD_FN}"),
        ("no-grad-fn", "no-grad-left-on", f"第一个epoch验证完，再训练就报错\n{NO_GRAD_FN}"),
        ("no-grad-fn", "detour-through-item", f"loss是自己用numpy算的，报错\n{NO_GRAD_FN}"),
        ("no-grad-fn", "batch-without-targets", f"训练几个iteration之后才报错\n{NO_GRAD_FN}"),
        # what the program does, in words
        ("amp-unscale-fp16", "whole-model-in-float16", f"模型用 half() 转成了半精度，训练报错\n{UNSCALE}"),
        ("backward-nonscalar-output", "derivative-of-an-output", f"求雅可比矩阵时报错\n{SCALAR}"),
        ("backward-nonscalar-output", "unreduced-loss", f"我的 loss 是一个向量，报错\n{SCALAR}"),
        ("leaf-inplace", "update-by-hand", f"手动更新参数时报错\n{LEAF}"),
        ("leaf-inplace", "in-the-forward-pass", f"第一层用了 nn.ReLU(inplace=True)，报错\n{LEAF}"),
        ("optimizer-empty-parameter-list", "layers-in-a-list", f"模型的层放在 list 里，报错\n{EMPTY}"),
        ("numpy-requires-grad", "numpy-in-the-loss", f"loss 里用了 scipy，报错\n{NUMPY}"),
        # the warning of torch's own line
        ("cuda-amp-deprecated", "inside-a-library", f"NPU 训练一直刷这个警告\n{CPU_AUTOCAST}"),
        # torch's own node: the tensor is empty, or has fewer rows
        ("backward-invalid-gradient-shape", "parameter-kept-in-shards", f"zero3 训练加了一个结构就报错\n{other_shape('SumBackward0', [0], [256])}"),
        ("backward-invalid-gradient-shape", "parameter-resized-in-place", f"最后一个 batch 报错\n{other_shape('MulBackward0', [16, 3, 8, 8], [64, 3, 8, 8])}"),
        ("backward-invalid-gradient-shape", None, f"训练报错\n{other_shape('RollRowsBackward', [16, 3, 8, 8], [64, 3, 8, 8])}"),
    ],
)  # fmt: skip
def test_a_few_words_tell_the_cause(name, case, paste):
    assert choose(name, paste).case == case


@pytest.mark.parametrize(
    ("name", "case", "paste"),
    [
        ("inplace-version-mismatch", "carried-state", f"把激活换成脉冲神经元（spikingjelly）之后报错\n{CHANGED}: [torch.FloatTensor [64]] is at version 5; expected version 3 instead."),
        ("backward-twice", "forward-not-repeated", f"```python\nloss.backward()\nfgm.attack()\nloss_adv = criterion(output, y)\nloss_adv.backward()\n```\n加了对抗训练报错\n{TWICE}"),
        # the search for unused parameters is on already: a layer that is never called is found by it
        ("ddp-finished-reduction", "output-in-a-dataclass", f"多卡训练报错\n{REDUCTION} {FLAG}"),
        ("leaf-inplace", "output-made-a-leaf", f"微调多模态模型报错\n{LEAF}"),
        ("no-grad-fn", "frozen-model", f"冻结解码器，只训练编码器，报错\n{NO_GRAD_FN}"),
        ("integer-requires-grad", "flag-on-everything", f"微调 int4 模型报错\nRuntimeError: {SMALL}"),
        ("inplace-version-mismatch", "step-between", f"+=也都改成a = a + b了，还是报错\n{CHANGED}"),
        ("inplace-version-mismatch", "step-between", f"两个优化器交替更新\n{CHANGED}"),
        ("inplace-version-mismatch", "step-between", f"加了retain_graph=True之后报这个错\n{CHANGED}"),
        ("ddp-finished-reduction", "changing-branch", f"多卡训练到一半才报错\n{REDUCTION}"),
        ("ddp-ready-twice", "several-forwards", f"模型前向调用了两次，多卡报错\n{READY_TWICE}"),
        # what is not used is no hint; an algorithm that runs a model without gradients is
        ("no-grad-fn", "adapter-under-checkpointing", f"用 LoRA 微调 Qwen 报错\n{NO_GRAD_FN}"),
        ("no-grad-fn", "frozen-model", f"冻结解码器，不加 LoRA，只训练 Qwen 的编码器，报错\n{NO_GRAD_FN}"),
        ("checkpoint-none-requires-grad", "evaluation-without-grad", f"强化学习训练开始前的警告，有影响吗\n{NO_INPUT}"),
        ("inference-tensor-saved", "features-for-training", f"跑 GRPO 训练报错\n{INFERENCE}"),
        ("backward-invalid-gradient-shape", "parameter-resized-in-place", f"训练报错\n{other_shape('TBackward0', [8, 4], [8, 6])}"),
    ],
)  # fmt: skip
def test_where_nothing_decides_the_likeliest_comes_first(name, case, paste):
    choice = choose(name, paste)
    assert choice.case is None
    assert order_cases(entry_of(name)[0], choice)[0].id == case


@pytest.mark.parametrize(
    "paste", [f"多卡训练报错\n{REDUCTION} {FLAG}", f"已经设置了 find_unused_parameters=True 还是报错\n{REDUCTION}"]
)
def test_what_the_search_finds_is_no_cause_where_it_is_on(paste):
    cases = choose("ddp-finished-reduction", paste).cases
    assert cases == ("output-not-in-the-loss", "output-in-a-dataclass", "backward-with-inputs")


def test_what_runs_on_old_torch_changed_no_activation():
    for told in (
        "换成 torch 1.4 就好了",
        "torch 版本 1.4.0 可以，新版报错",
        "It works with torch 1.4, and fails with 1.9.",
    ):
        cases = choose("inplace-version-mismatch", f"{told}\n{CHANGED}").cases
        assert cases == ("step-between", "critic-stepped-first", "carried-state", "computed-once")
    assert not choose("inplace-version-mismatch", f"环境是 torch 1.4，训练报错\n{CHANGED}").cases


def test_a_sentence_is_no_assignment_because_python_reads_chinese_names():
    report = read_report(f"把所有inplace=True都改成inplace=False还是报错\n{CHANGED}")
    assert (report.code, report.prose) == ((), "把所有inplace=True都改成inplace=False还是报错")


def test_the_parameters_are_named_beside_the_flag():
    names = "Parameters which did not receive grad for rank 0: aux.weight, aux.bias\nParameter indices which did not receive grad for rank 0: 4 5"
    (match,) = entry_of("ddp-finished-reduction")[1].match(
        read_report(f"{REDUCTION} {FLAG} You can fix this.\n{names}")
    )
    assert match.captures["flag"] == "find_unused_parameters=True"
    assert (match.captures["names"], match.captures["indices"]) == ("aux.weight, aux.bias", "4 5")


def test_a_title_that_ends_before_the_shapes_is_read():
    paste = "训练时报错 Function SumBackward0 returned an invalid gradient at index 0\n\n求助"
    assert choose("backward-invalid-gradient-shape", paste).case is None
