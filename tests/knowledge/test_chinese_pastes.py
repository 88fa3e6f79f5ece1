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
    ],
)  # fmt: skip
def test_where_nothing_decides_the_likeliest_comes_first(name, case, paste):
    choice = choose(name, paste)
    assert choice.case is None
    assert order_cases(entry_of(name)[0], choice)[0].id == case


def test_what_the_search_finds_is_no_cause_where_it_is_on():
    cases = choose("ddp-finished-reduction", f"多卡训练报错\n{REDUCTION} {FLAG}").cases
    assert cases == ("output-not-in-the-loss", "output-in-a-dataclass", "backward-with-inputs")


def test_the_parameters_are_named_beside_the_flag():
    names = "Parameters which did not receive grad for rank 0: aux.weight, aux.bias\nParameter indices which did not receive grad for rank 0: 4 5"
    (match,) = entry_of("ddp-finished-reduction")[1].match(
        read_report(f"{REDUCTION} {FLAG} You can fix this.\n{names}")
    )
    assert match.captures["flag"] == "find_unused_parameters=True"
    assert (match.captures["names"], match.captures["indices"]) == ("aux.weight, aux.bias", "4 5")
