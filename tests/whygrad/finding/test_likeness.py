"""Messages that read alike are found, in either language, and never more is said than that."""

from whygrad.finding.likeness import LikenessIndex


def test_what_reads_alike_is_similar_and_no_more():
    index = LikenessIndex(
        [("scalar", "grad can be implicitly created only for scalar outputs"), ("other", "a b c d e f")]
    )
    ((entry, score),) = index.similar("grad can be created only for scalar outputs")
    assert entry == "scalar"
    assert 0 < score < 1
    assert index.similar("CUDA out of memory") == []


def test_a_message_may_go_on_and_an_entry_counts_by_its_nearest_message():
    index = LikenessIndex([("scalar", "grad can be implicitly created only for scalar outputs"), ("scalar", "a b c d")])
    ((_, alone),) = index.similar("grad can be implicitly created only for scalar outputs")
    ((_, longer),) = index.similar("grad can be implicitly created only for scalar outputs " + "and so on " * 100)
    assert alone == 1
    assert 0.6 < longer < alone


def test_two_words_in_common_are_no_likeness():
    assert LikenessIndex([("scalar", "scalar outputs")]).similar("scalar outputs") == [("scalar", 1.0)]
    assert LikenessIndex([("scalar", "outputs")]).similar("outputs") == []


def test_chinese_reads_alike_by_pairs_of_characters():
    index = LikenessIndex(
        [("no-grad", "张量的元素 0 不需要 grad 并且没有 grad_fn"), ("twice", "尝试第二次向后遍历图形")]
    )
    ((entry, score),) = index.similar("运行时错误：张量的元素0不需要grad且没有grad_fn")
    assert entry == "no-grad"
    assert score < 1
    assert index.similar("磁盘的元素 0 不存在") == []
