"""Questions in both languages find their topic, or nothing."""

import random
import time

import pytest

from whygrad.finding.questions import QuestionIndex, SearchWords, Topic, Vocabulary, stem

TOPICS = [
    Topic("concept", "leaf", ("what is a leaf tensor", "what does is_leaf mean", "什么是叶子张量", "为什么只有叶子才有梯度"), ("Leaf tensors", "叶子张量"), ("A leaf has no grad_fn.",), ("x.is_leaf",)),
    Topic("concept", "vector", ("what is grad_tensors", "gradient 和 grad_tensors 的区别"), ("Vector-Jacobian product", "向量雅可比积"), (), ("y.backward(gradient=v)",)),
    Topic("error", "in-place", ("in-place operation breaks backward", "原地操作导致反向传播报错"), ("In place", "原地修改"), ("version counter",), ("h.add_(1)",)),
]  # fmt: skip
WORDS = SearchWords(
    synonyms=(("leaf", "leaves", "叶子"), ("backward", "反向传播"), ("inplace", "原地"), ("gradient", "梯度")),
    outside={
        "memory": ("CUDA out of memory", "显存不够"),
        "python": ("reverse a list in python", "how to sort a list", "copy a list"),
        "rates": ("which learning rate is best", "学习率怎么选"),
    },
)


def index_topics(topics, words=WORDS):
    return QuestionIndex(map(Vocabulary(words.synonyms).read_topic, topics), words)


INDEX = index_topics(TOPICS)


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


@pytest.mark.parametrize(("question", "topic"), [("叶子是什么", "leaf"), ("which tensors are leaves", "leaf")])
def test_words_that_mean_the_same_meet_across_languages(question, topic):
    english = [Topic("concept", "leaf", ("what is a leaf tensor", "leaf"))]
    english += [Topic("concept", str(number), (f"hook number w{number}",)) for number in range(40)]
    assert index_topics(english).ask(question).answers[0].id == topic


def test_a_subject_that_is_not_ours_is_never_shown():
    outcome = INDEX.ask("how to sort a list of leaf names")
    assert outcome.answers == ()
    assert {hit.kind for hit in outcome.similar} <= {"concept", "error"}
    assert all(hit.kind != "outside" for hit in INDEX.search("list memory python leaf", 50))


def test_identifiers_are_found_whole_and_in_parts():
    vocabulary = Vocabulary(())
    assert vocabulary.tokenise("y.grad_tensors") == ["grad_tensor", "grad", "tensor"]
    assert vocabulary.tokenise("requiresGrad") == ["requiresgrad", "requir", "grad"]


def test_chinese_is_read_by_known_words_and_in_pairs_between_them():
    assert Vocabulary(()).tokenise("叶子张量") == ["叶子", "子张", "张量"]
    assert Vocabulary((("leaf", "叶子"),)).tokenise("普通叶子张量") == ["普通", "leaf", "张量"]


@pytest.mark.parametrize(
    "forms",
    [("detach", "detached", "detaching", "detaches"), ("accumulate", "accumulates", "accumulated", "accumulating"),
     ("gradient", "gradients"), ("step", "stepped", "stepping"), ("freeze", "freezes", "freezing"), ("loss", "losses")],
)  # fmt: skip
def test_the_forms_of_a_word_meet(forms):
    assert len({stem(form) for form in forms}) == 1


def test_scores_lie_between_0_and_1():
    hits = INDEX.search("leaf tensor leaf tensor is_leaf grad_tensors", 5)
    assert all(0 < hit.score <= 1 for hit in hits)
    assert hits == sorted(hits, key=lambda hit: -hit.score)


def test_the_case_is_the_one_with_words_of_the_question_that_not_every_case_has():
    cases = {"frozen": ("the leaf is frozen 冻结",), "copied": ("the leaf was copied", "拷贝")}
    index = index_topics([Topic("error", "entry", ("leaf",), cases=cases)])
    assert index.likest_case("entry", "is my leaf copied?") == "copied"
    assert index.likest_case("entry", "为什么 leaf 冻结了") == "frozen"
    assert index.likest_case("entry", "what is a leaf?") is None


def test_an_empty_index_answers_nothing():
    assert QuestionIndex([], SearchWords()).ask("what is a leaf tensor").answers == ()


def test_a_long_question_is_read_within_its_limits():
    rng = random.Random(0)
    words = [f"w{number}" for number in range(5_000)]
    topics = [Topic("error", str(n), tuple(" ".join(rng.choices(words, k=8)) for _ in range(20))) for n in range(300)]
    index = index_topics(topics)
    began = time.perf_counter()
    assert index.ask(" ".join(rng.choices(words, k=50_000))).answers == ()
    assert time.perf_counter() - began < 2
