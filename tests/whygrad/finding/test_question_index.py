"""Questions in both languages find their topic, or nothing."""

import json
import random
import time

import pytest

from whygrad.finding import questions
from whygrad.finding.questions import QuestionIndex, compile_words, lead
from whygrad.finding.topics import Topic, Words, count_topics

LEAF = Topic(
    "concept",
    "leaf",
    (
        "what is a leaf tensor",
        "what does is_leaf mean",
        "why do only leaves have a grad",
        "什么是叶子张量",
        "为什么只有叶子才有梯度",
    ),
)
VECTOR = Topic(
    "concept",
    "vector",
    (
        "what is grad_tensors",
        "what is the vector in a vector-Jacobian product",
        "gradient 和 grad_tensors 的区别",
        "向量雅可比积是什么",
    ),
)
IN_PLACE = Topic(
    "error",
    "in-place",
    (
        "in-place operation breaks backward",
        "x += 1 and then backward fails",
        "what is wrong with y += x",
        "原地操作导致反向传播报错",
    ),
)
OUTSIDE = (
    Topic("outside", "memory", ("CUDA out of memory", "my card has too little memory", "显存不够")),
    Topic("outside", "python", ("reverse a list in python", "how to sort a list", "copy a list")),
    Topic("outside", "rates", ("which learning rate is best", "how do I choose the learning rate", "学习率怎么选")),
    Topic("outside", "everyday", ("how long do I boil an egg", "what is the weather today", "今天天气怎么样")),
    Topic("outside", "loading", ("DataLoader workers hang", "数据加载太慢")),
)  # fmt: skip
INDEX = QuestionIndex([LEAF, VECTOR, IN_PLACE, *OUTSIDE])
ASKED = "the best leaf tensor"  # which is nearer to LEAF than to anything else, by less than 0.1


@pytest.mark.parametrize(
    ("question", "topic"),
    [("What is a leaf?", "leaf"), ("is_leaf meaning", "leaf"), ("叶子张量是什么意思", "leaf"), ("I have many leaves here, why grad", "leaf"),
     ("backward里gradient和grad_tensors有什么区别", "vector"), ("vector jacobian products", "vector"),
     ("原地操作之后反向传播报错怎么办", "in-place"), ("my inplace operations break the backward pass", "in-place"), ("h += 1", "in-place")],
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
    topics = [Topic("concept", "ours", ("freeze the encoder",)), Topic("outside", "theirs", ("freeze the decoder",)),
              *(Topic("outside", str(number), (f"thing {number}",)) for number in range(9))]  # fmt: skip
    outcome = QuestionIndex(topics).ask("how do I freeze it")
    assert outcome.answers == ()
    assert [hit.id for hit in outcome.similar] == ["ours"]


def test_what_is_far_away_shows_none():
    outcome = INDEX.ask("CUDA out of memory on my card")
    assert (outcome.answers, outcome.similar) == ((), ())


def test_a_subject_that_is_not_ours_is_never_shown():
    outcome = INDEX.ask("what is a leaf tensor and what is the weather")
    assert {hit.kind for hit in (*outcome.answers, *outcome.similar)} <= {"concept", "error"}
    assert {hit.kind for hit in INDEX.search("list memory python leaf", 50)} == {"concept"}


def test_the_lead_is_over_the_best_subject_that_is_not_ours():
    hits = INDEX.search("what is a leaf tensor", 1)
    assert lead(hits) == hits[0].score
    assert lead([]) == 0


def test_scores_lie_between_0_and_1():
    hits = INDEX.search("leaf tensor leaf tensor is_leaf grad_tensors", 5)
    assert all(0 < hit.score <= 1 for hit in hits)
    assert hits == sorted(hits, key=lambda hit: -hit.score)
    assert INDEX.search(LEAF.phrasings[0], 1)[0].score > hits[-1].score


def test_a_topic_counts_by_its_nearest_phrasings_not_by_their_number():
    many = Topic("concept", "many", tuple(f"tensor question number w{number}" for number in range(30)))
    assert QuestionIndex([LEAF, many, *OUTSIDE]).ask("what is a leaf tensor").answers[0].id == "leaf"


def test_what_most_phrasings_have_says_nothing():
    topics = [Topic("concept", word, (f"common {word}", f"common {word} again")) for word in ("apple", "berry", "cherry", "damson", "elder")]  # fmt: skip
    assert QuestionIndex(topics).ask("common") == QuestionIndex(topics).ask("")


def test_the_case_is_the_one_with_words_of_the_question_that_not_every_case_has():
    cases = {"frozen": ("the leaf was frozen 冻结",), "copied": ("the leaf was copied", "拷贝")}
    phrasings = ("leaf", "frozen leaf", "copied leaf", "冻结", "拷贝")
    index = QuestionIndex([Topic("error", "entry", phrasings, cases), *OUTSIDE])
    assert index.likest_case("entry", "is my leaf copied?") == "copied"
    assert index.likest_case("entry", "为什么 leaf 冻结了") == "frozen"
    assert index.likest_case("entry", "what is a leaf?") is None


def test_what_one_case_has_tells_more_than_what_most_have():
    cases = {"listed": ("losses are put in a list",), "summed": ("a total of losses",), "logged": ("written to a log",)}
    phrasings = ("losses", "a list", "a total", "the log", "losses in a list", "losses again", "some losses")
    index = QuestionIndex([Topic("error", "entry", phrasings, cases), *OUTSIDE])
    assert index.likest_case("entry", "losses and losses that I log") == "logged"


def test_what_a_long_story_asks_is_not_lost_among_its_rare_words():
    rng = random.Random(0)
    rare = ["".join(rng.choices("bcdfghjkmnpqrstvwxz", k=8)) for _ in range(70)]
    topics = [Topic("concept", "gradients", tuple(f"gradient {word}" for word in rare[:10])),
              *(Topic("outside", word, (word,)) for word in rare[10:50])]  # fmt: skip
    assert QuestionIndex(topics).rank(" ".join([*rare[50:], "gradient"]), 1)[0].id == "gradients"


def test_an_empty_index_answers_nothing():
    assert QuestionIndex([]).ask("what is a leaf tensor").answers == ()


def test_a_long_question_is_read_within_its_limits():
    rng = random.Random(0)
    words = [f"w{number}" for number in range(5_000)]
    topics = [Topic("error", str(n), tuple(" ".join(rng.choices(words, k=8)) for _ in range(20))) for n in range(300)]
    index = QuestionIndex(topics)
    began = time.perf_counter()
    for text in (" ".join(rng.choices(words, k=50_000)), "w" * 200_000, "叶" * 200_000, "+=" * 100_000):
        index.ask(text)
    assert time.perf_counter() - began < 2


def test_an_index_reads_what_was_counted_before_and_ranks_the_same(monkeypatch):
    topics = [LEAF, VECTOR, IN_PLACE, *OUTSIDE]
    counts = json.loads(json.dumps(count_topics(topics)))
    monkeypatch.setattr(questions, "count_topics", None)
    index = QuestionIndex(topics[::-1], counts)
    for asked in ("What is a leaf?", "my card has too little memory", "向量雅可比积"):
        assert index.rank(asked, 9) == INDEX.rank(asked, 9)


def test_of_each_feature_it_is_counted_how_many_phrasings_of_which_topic_have_it():
    topics = [Topic("error", "b", ("red red", "red")), Topic("error", "a", ("red",)), Topic("concept", "c", ("sky",))]
    counts = count_topics(topics)
    assert (counts["=red"], counts["=sky"]) == ([1, 1, 2, 2], [0, 1])


@pytest.mark.parametrize(
    ("question", "pasted", "is_answered"),
    [(ASKED, "", True), (f"{ASKED} in TF", "", False), (ASKED, "tf.nn.relu(leaf)", False), (f"{ASKED} in torch, in tf too", "", True),
     (ASKED, "tftp", True), ("what is a leaf tensor, like in tf", "", True)],
)  # fmt: skip
def test_a_question_that_names_another_framework_must_be_clearly_ours(question, pasted, is_answered):
    index = QuestionIndex([LEAF, VECTOR, *OUTSIDE], words=Words(theirs=("tf",), ours=("torch",)))
    outcome = index.ask(question, f"{question} {pasted}")
    assert bool(outcome.answers) is is_answered
    assert next(hit.id for hit in (*outcome.answers, *outcome.similar)) == "leaf"


@pytest.mark.parametrize(
    ("polite", "bare"),
    [("Hi, thank you! I HOPE: what is a leaf?", "I: what is a leaf?"), ("请问什么是叶子张量，谢谢", "什么是叶子张量")],
)
def test_how_politely_one_asks_changes_nothing(polite, bare):
    words = Words(courtesy=("hi", "thank you", "hope", "请问", "谢谢"))
    small_talk = Topic("outside", "small talk", ("thank you", "hi", "I hope so", "谢谢", "请问"))
    index = QuestionIndex([LEAF, VECTOR, small_talk, *OUTSIDE], words=words)
    assert index.rank(polite, 9) == index.rank(bare, 9)


def test_a_word_of_courtesy_is_no_part_of_another():
    assert compile_words(("hi", "请问")).sub("", "hi this 请问吗") == " this 吗"
    assert compile_words(()).sub("", "anything") == "anything"
