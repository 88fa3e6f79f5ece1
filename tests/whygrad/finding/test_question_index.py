"""Questions in both languages find their topic, or nothing."""

import random
import time
from itertools import pairwise

import pytest

from service.authoring.learning import Asked, learn_weights
from whygrad.finding import questions
from whygrad.finding.questions import QuestionIndex, as_score, compile_words
from whygrad.finding.topics import NO_WORDS, Topic, Words

LEAF = Asked(
    Topic("concept", "leaf"),
    (
        "what is a leaf tensor",
        "what does is_leaf mean",
        "why do only leaves have a grad",
        "什么是叶子张量",
        "为什么只有叶子才有梯度",
    ),
)
VECTOR = Asked(
    Topic("concept", "vector"),
    (
        "what is grad_tensors",
        "what is the vector in a vector-Jacobian product",
        "gradient 和 grad_tensors 的区别",
        "向量雅可比积是什么",
    ),
)
IN_PLACE = Asked(
    Topic("error", "in-place"),
    (
        "in-place operation breaks backward",
        "x += 1 and then backward fails",
        "what is wrong with y += x",
        "原地操作导致反向传播报错",
    ),
)
OUTSIDE = (
    Asked(Topic("outside", "memory"), ("CUDA out of memory", "my card has too little memory", "显存不够")),
    Asked(Topic("outside", "python"), ("reverse a list in python", "how to sort a list", "copy a list")),
    Asked(Topic("outside", "rates"), ("which learning rate is best", "how do I choose the learning rate", "学习率怎么选")),
    Asked(Topic("outside", "everyday"), ("how long do I boil an egg", "what is the weather today", "今天天气怎么样")),
    Asked(Topic("outside", "loading"), ("DataLoader workers hang", "数据加载太慢")),
)  # fmt: skip


def index_of(*asked, words=NO_WORDS):
    return QuestionIndex([one.topic for one in asked], learn_weights(asked), words)


INDEX = index_of(LEAF, VECTOR, IN_PLACE, *OUTSIDE)
ASKED = "the best leaf tensor"  # which is nearer to LEAF than to anything else, and not clearly


@pytest.mark.parametrize(
    ("question", "topic"),
    [("What is a leaf?", "leaf"), ("is_leaf meaning", "leaf"), ("叶子张量是什么意思", "leaf"), ("I have many leaves here, why grad", "leaf"),
     ("backward里gradient和grad_tensors有什么区别", "vector"), ("vector jacobian products", "vector"),
     ("原地操作之后反向传播报错怎么办", "in-place"), ("my inplace operations break the backward pass", "in-place"), ("is h += 1 wrong", "in-place")],
)  # fmt: skip
def test_a_question_finds_its_topic(question, topic):
    assert INDEX.ask(question).answers[0].id == topic


@pytest.mark.parametrize(
    "question",
    ["", "???", "¿", "How long do I boil an egg", "CUDA out of memory in the third epoch", "今天天气怎么样", "which learning rate is best",
     "DataLoader workers hang on Windows", "zzzz qqqq", "囧"],
)  # fmt: skip
def test_what_no_topic_is_about_is_not_answered(question):
    assert INDEX.ask(question).answers == ()


def test_what_falls_just_short_shows_the_topics_that_it_may_be_about():
    asked = [Asked(Topic("concept", "ours"), ("freeze the encoder",)), Asked(Topic("outside", "theirs"), ("freeze the decoder", "a decoder to freeze")),
             *(Asked(Topic("outside", str(number)), (f"thing {number}",)) for number in range(9))]  # fmt: skip
    outcome = index_of(*asked).ask("how do I freeze the decoder")
    assert outcome.answers == ()
    assert [hit.id for hit in outcome.similar] == ["ours"]


def test_what_is_far_away_shows_none():
    outcome = INDEX.ask("CUDA out of memory on my card")
    assert (outcome.answers, outcome.similar) == ((), ())


def test_a_subject_that_is_not_ours_is_never_shown():
    outcome = INDEX.ask("what is a leaf tensor and what is the weather")
    assert {hit.kind for hit in (*outcome.answers, *outcome.similar)} <= {"concept", "error"}
    assert {hit.kind for hit in INDEX.search("list memory python leaf", 50)} <= {"concept", "error"}


def test_what_leads_to_a_subject_that_is_not_ours_has_no_lead():
    assert INDEX.judge("what is a leaf tensor").lead > 0 > INDEX.judge("which learning rate is best").lead


def test_scores_lie_between_0_and_1():
    hits = INDEX.search("leaf tensor leaf tensor is_leaf grad_tensors", 5)
    assert all(one.score >= other.score for one, other in pairwise(hits))
    assert 1 >= hits[0].score > hits[-1].score >= 0
    assert [as_score(decision) for decision in (-2.0, -1.0, 0.0, 1.0, 2.0)] == [0, 0, 0.5, 1, 1]


def test_a_topic_does_not_count_by_the_number_of_its_phrasings():
    many = Asked(Topic("concept", "many"), tuple(f"tensor question number w{number}" for number in range(30)))
    assert index_of(LEAF, many, *OUTSIDE).ask("what is a leaf tensor").answers[0].id == "leaf"


def test_what_most_phrasings_have_decides_nothing():
    asked = [Asked(Topic("concept", word), (f"common {word}", f"common {word} again")) for word in ("apple", "berry", "cherry", "damson", "elder")]  # fmt: skip
    scores = {hit.id: hit.score for hit in index_of(*asked, *OUTSIDE).search("common apple", 5)}
    assert scores["apple"] > 0.3 > max(score for topic, score in scores.items() if topic != "apple")


def test_the_case_is_the_one_with_words_of_the_question_that_not_every_case_has():
    cases = {"frozen": ("the leaf was frozen 冻结",), "copied": ("the leaf was copied", "拷贝")}
    phrasings = ("leaf", "frozen leaf", "copied leaf", "冻结", "拷贝")
    index = index_of(Asked(Topic("error", "entry", cases), phrasings), *OUTSIDE)
    assert index.likest_case("entry", "is my leaf copied?") == "copied"
    assert index.likest_case("entry", "为什么 leaf 冻结了") == "frozen"
    assert index.likest_case("entry", "what is a leaf?") is None


def test_what_one_case_has_tells_more_than_what_most_have():
    cases = {"listed": ("losses are put in a list",), "summed": ("a total of losses",), "logged": ("written to a log",)}
    phrasings = ("losses", "a list", "a total", "the log", "losses in a list", "losses again", "some losses")
    index = index_of(Asked(Topic("error", "entry", cases), phrasings), *OUTSIDE)
    assert index.likest_case("entry", "losses and losses that I log") == "logged"


def test_what_a_long_story_asks_is_not_lost_among_its_rare_words():
    rng = random.Random(0)
    rare = ["".join(rng.choices("bcdfghjkmnpqrstvwxz", k=8)) for _ in range(70)]
    asked = [Asked(Topic("concept", "gradients"), tuple(f"gradient {word}" for word in rare[:10])),
             *(Asked(Topic("outside", word), (word,)) for word in rare[10:50])]  # fmt: skip
    assert index_of(*asked).search(" ".join([*rare[50:], "gradient"]), 1)[0].id == "gradients"


def test_a_title_says_it_in_short_and_counts_twice():
    title, body = "what is a leaf tensor", "which learning rate is best"
    assert (
        INDEX.judge(f"{title}\n{body}").lead
        > INDEX.judge(f"{title} {body}").lead
        > INDEX.judge(f"{body}\n{title}").lead
    )
    assert INDEX.judge(title) == INDEX.judge(f"{title}\n")


def test_what_a_checklist_leads_to_comes_before_it_where_it_is_nearly_as_near():
    cause = Asked(Topic("error", "cut"), ("detach cuts the encoder off", "detach in forward", "nothing after detach"))
    checklist = ("nothing trains", "nothing after the first step", "the encoder does not train", "grad is None")
    plain = index_of(Asked(Topic("concept", "checklist"), checklist), cause, LEAF, *OUTSIDE)
    leading = Asked(Topic("concept", "checklist", leads_to=frozenset({"cut"})), checklist)
    index = index_of(leading, cause, LEAF, *OUTSIDE)
    for question, first in (("nothing trains", "checklist"), ("the encoder does not train after detach", "cut")):
        assert [hit.id for hit in plain.search(question, 1)] == ["checklist"]
        assert [hit.id for hit in index.search(question, 1)] == [first]
        assert index.judge(question).lead == plain.judge(question).lead
        scores = [hit.score for hit in index.search(question, 5)]
        assert scores == sorted(scores, reverse=True)


def test_an_empty_index_answers_nothing():
    outcome = index_of().ask("what is a leaf tensor")
    assert (outcome.answers, outcome.similar) == ((), ())


def test_without_subjects_outside_what_is_known_is_answered():
    assert index_of(LEAF).ask("what is a leaf tensor").answers[0].id == "leaf"


def test_a_long_question_is_read_within_its_limits():
    rng = random.Random(0)
    words = [f"w{number}" for number in range(500)]
    index = index_of(
        *(Asked(Topic("error", str(n)), tuple(" ".join(rng.choices(words, k=8)) for _ in range(20))) for n in range(30))
    )
    began = time.perf_counter()
    for text in (" ".join(rng.choices(words, k=50_000)), "w" * 200_000, "叶" * 200_000, "+=" * 100_000):
        index.ask(text)
    assert time.perf_counter() - began < 2


def test_the_order_of_the_topics_changes_nothing():
    asked = [LEAF, VECTOR, IN_PLACE, *OUTSIDE]
    index = QuestionIndex([one.topic for one in asked[::-1]], learn_weights(asked[::-1]))
    for question in ("What is a leaf?", "my card has too little memory", "向量雅可比积"):
        assert index.judge(question) == INDEX.judge(question)


@pytest.mark.parametrize(
    ("question", "pasted", "is_answered"),
    [(ASKED, "", True), (f"{ASKED} in TF", "", False), (ASKED, "tf.nn.relu(leaf)", False), (f"{ASKED} in torch, in tf too", "", True),
     (ASKED, "tftp", True), (ASKED, "在飞桨里怎么写", False), (ASKED, "用tf写的", False), (ASKED, "train.lua", False),
     ("what is a leaf tensor, like in tf", "", True)],
)  # fmt: skip
def test_a_question_that_names_another_framework_must_be_clearly_ours(monkeypatch, question, pasted, is_answered):
    monkeypatch.setattr(questions, "CLEARLY", 0.3)
    index = index_of(LEAF, VECTOR, *OUTSIDE, words=Words(theirs=("tf", ".lua", "飞桨"), ours=("torch",)))
    outcome = index.ask(question, f"{question} {pasted}")
    assert bool(outcome.answers) is is_answered
    assert next(hit.id for hit in (*outcome.answers, *outcome.similar)) == "leaf"


@pytest.mark.parametrize(
    ("polite", "bare"),
    [("Hi, thank you! I HOPE: what is a leaf?", "I: what is a leaf?"), ("请问什么是叶子张量，谢谢", "什么是叶子张量")],
)
def test_how_politely_one_asks_changes_nothing(polite, bare):
    words = Words(courtesy=("hi", "thank you", "hope", "请问", "谢谢"))
    small_talk = Asked(Topic("outside", "small talk"), ("thank you", "hi", "I hope so", "谢谢", "请问"))
    index = index_of(LEAF, VECTOR, small_talk, *OUTSIDE, words=words)
    assert index.judge(polite) == index.judge(bare)


def test_a_word_of_courtesy_is_no_part_of_another():
    assert compile_words(("hi", "请问")).sub("", "hi this 请问吗") == " this 吗"
    assert compile_words(()).sub("", "anything") == "anything"
