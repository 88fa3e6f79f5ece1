"""Messages that a browser translated into Chinese find their entry: as given, exactly; nearly so, as alike."""

from pathlib import Path

import pytest

from service.authoring.evidence.judging import signature_index
from service.authoring.folders import read_knowledge
from whygrad.finding.likeness import LikenessIndex
from whygrad.reading import read_report

KNOWLEDGE = read_knowledge(Path(__file__).resolve().parents[2] / "knowledge")
INDEX = signature_index(KNOWLEDGE.entries.values())
TRANSLATIONS = [(entry.id, text) for entry in KNOWLEDGE.entries.values() for text in entry.translations]
LIKENESS = LikenessIndex(TRANSLATIONS)
FORMS = {
    "message": "{}",
    "class": "{kind}: {}",
    "class translated": "运行时错误：{}。",
    "no blanks": "{}",
    "traceback": "回溯（最近一次调用最后）：\n  文件“train.py”，第 10 行，在 <module> 中\n    loss.backward()\n{kind}：{}。",
    "question": "求助！训练的时候报错：{}，怎么解决？",
}
# Nobody listed these: other translators, other words.
UNLISTED = [
    ("张量的第0个元素不需要求导且没有grad_fn", "no-grad-fn"),
    ("元素 0 的张量不需要 grad 并且没有 grad_fn", "no-grad-fn"),
    ("尝试第二次向后遍历该图形（或在张量已被释放后直接访问保存的张量）", "backward-twice"),
    ("用于梯度计算的变量之一已被就地操作修改：[torch.FloatTensor [3]]", "inplace-version-mismatch"),
    ("仅能为标量输出隐式地创建 grad", "backward-nonscalar-output"),
    ("一个需要 grad 的叶变量正在就地操作中被使用", "leaf-inplace"),
    ("无法对需要求导的张量调用 numpy()", "numpy-requires-grad"),
]
FOREIGN = [
    "CUDA 内存不足。尝试分配 2.00 GiB", "mat1 和 mat2 形状无法相乘（32x100 和 128x10）", "预期所有张量都在同一设备上，但至少找到两个设备",
    "张量的大小必须匹配，除了维度 0", "目标 5 超出范围", "索引超出范围", "无法打开共享对象文件：没有这样的文件或目录",
    "预期标量类型 Float 但发现 Double", "优化器的状态字典与参数组不匹配", "对象没有属性 grad_fn", "文件已被另一个程序修改",
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("entry", "text"), TRANSLATIONS)
def test_a_translation_belongs_to_its_own_entry(entry, text, form):
    kind = (*KNOWLEDGE.entries[entry].signatures[0].exceptions, "UserWarning")[0]
    pasted = FORMS[form].format(text.replace(" ", "") if form == "no blanks" else text, kind=kind)
    assert [match.entry for match in INDEX.match(read_report(pasted))] == [entry]


@pytest.mark.parametrize("form", ["{}", "运行时错误：{}", "你好，请问：{}"])
@pytest.mark.parametrize(("text", "entry"), UNLISTED)
def test_another_translation_reads_alike(text, entry, form):
    assert {match.entry for match in INDEX.match(read_report(text))} <= {entry}
    assert LIKENESS.similar(form.format(text))[0][0] == entry


@pytest.mark.parametrize("text", FOREIGN)
def test_a_foreign_translation_is_nobodys(text):
    assert INDEX.match(read_report(text)) == []
    assert LIKENESS.similar(text) == []


def test_the_very_common_errors_have_translations():
    common = [
        entry for entry in KNOWLEDGE.entries.values() if entry.frequency == "very common" and entry.kind == "error"
    ]
    sure = [entry.id for entry in common if any(signature.source_pattern is None for signature in entry.signatures)]
    assert [entry_id for entry_id in sure if not KNOWLEDGE.entries[entry_id].translations] == []
