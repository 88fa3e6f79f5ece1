"""Questions in both languages find their topic, or nothing."""

import pytest

from whygrad.question_search import QuestionIndex, Topic, tokenise

TOPICS = [
    Topic("concept", "leaf", ("what is a leaf tensor", "什么是叶子张量"), ("Leaf tensors", "叶子张量"), ("A leaf has no grad_fn.",), ("x.is_leaf",)),
    Topic("concept", "vector", ("what is grad_tensors", "gradient 和 grad_tensors 的区别"), ("Vector-Jacobian product", "向量雅可比积"), (), ("y.backward(gradient=v)",)),
    Topic("error", "in-place", ("in-place operation breaks backward", "原地操作导致反向传播报错"), ("In place", "原地修改"), ("version counter",), ("h.add_(1)",)),
]  # fmt: skip
INDEX = QuestionIndex(TOPICS)


@pytest.mark.parametrize(
    ("question", "topic"),
    [("What is a leaf?", "leaf"), ("is_leaf meaning", "leaf"), ("叶子张量是什么意思", "leaf"),
     ("backward里gradient和grad_tensors有什么区别", "vector"), ("vector jacobian product", "vector"),
     ("原地操作之后反向传播报错怎么办", "in-place"), ("my in-place operation breaks the backward pass", "in-place")],
)  # fmt: skip
def test_a_question_finds_its_topic(question, topic):
    assert INDEX.ask(question).answers[0].id == topic


@pytest.mark.parametrize(
    "question",
    ["", "???", "How long do I boil an egg", "CUDA out of memory in the third epoch", "今天天气怎么样", "which learning rate is best",
     "DataLoader workers hang on Windows"],
)  # fmt: skip
def test_what_no_topic_is_about_is_not_answered(question):
    assert INDEX.ask(question).answers == ()


def test_an_unanswered_question_shows_the_nearest_topic():
    outcome = INDEX.ask("does the weather in Mongolia make a leaf change its colour in autumn or only in winter storms")
    assert outcome.answers == ()
    assert outcome.similar[0].id == "leaf"


def test_identifiers_are_found_whole_and_in_parts():
    assert tokenise("y.grad_tensors") == ["y", "grad_tensor", "grad", "tensor"]
    assert tokenise("requiresGrad") == ["requiresgrad", "require", "grad"]


def test_chinese_is_read_in_pairs_of_characters():
    assert tokenise("叶子张量") == ["叶子", "子张", "张量"]


def test_scores_lie_between_0_and_1():
    hits = INDEX.search("leaf tensor leaf tensor is_leaf grad_tensors", 5)
    assert all(0 < hit.score <= 1 for hit in hits)
    assert hits == sorted(hits, key=lambda hit: -hit.score)


def test_an_empty_index_answers_nothing():
    assert QuestionIndex([]).ask("what is a leaf tensor").answers == ()
