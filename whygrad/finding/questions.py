"""Finds the topics that a question is about: rare words in common with a topic and with one of its phrasings.

Which words mean the same, and which subjects are near but not ours, is content: `knowledge/search.toml`.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

TOKEN_LIMIT = 400
ANSWER_LIMIT = 5
SIMILAR_LIMIT = 3
CANDIDATES = 24
ENOUGH = 0.45  # of what a question can score at most
ENOUGH_OF_BEST = 0.5
# How far a token speaks for a topic by where it stands in it; in phrasings the more, the more of them have it there
# than elsewhere.
IN_ANY_PHRASING, IN_TEXT, IN_CODE = 0.3, 0.4, 0.2
# How much tokens weigh beside each other: words with synonyms are the subject's own; pairs of characters overlap.
OWN_WORD_WEIGHT, PAIR_WEIGHT = 1.6, 0.5
PHRASING_SHARE = 0.35  # of the score: the likest phrasing; the rest is the topic as a whole
SHORT_TEXT_WEIGHT = 1.0  # keeps a question of one common word from being as sure as one of many
LONG_TEXT_WEIGHT = 10.0  # a question of more weight tells a story: what goes beyond it counts only in part
STORY_SHARE = 0.2
# Of two topics that are equally near, a concept answers a question better than an entry; and where a subject that is
# not ours is nearly as near, an abstention is cheaper than a wrong answer.
PREFERENCE = {"concept": 1.2, "error": 1.0, "outside": 1.45}

_TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[\u4e00-\u9fff]+|[-+*/]=(?!=)")
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_ENDINGS = ("ing", "ed", "es", "s", "ly")
_STOP_TEXT = """
a about after all an and any are as at be because been but by call called can cannot could did do does doing
done each even every for from get gets getting give gives go going good got had has have having here how i if
in into is it its just know like make makes many me mean means more most much must my need needs never no
not now of off on once one only or other our out over please put really say says set should show so
some something still such than that the their them then there these they thing this those through to too try
trying under understand until up use used uses using very want wants was way we well were what when where
whether which while who whose why will with without wonder work works would write writing you your def return
self import torch pytorch py code example explain someone anyone question problem solve difference between vs versus
help thanks please correct right thing things lot bit
"""
_CHINESE_STOP_TEXT = """
什么 为什么 怎么 怎么办 怎么写 怎么查 怎么样 如何 是否 有没有 是不是 可以 应该 的时候
会怎样 区别 不同 解决 请问 一下 这样 那样 这种 那种 这个 那个 原因 方法 问题 办法
求解 求助 大佬 各位 意思 具体 到底 究竟 需要 一直 已经 还是 或者 以及 如果 因为 所以
但是 而且 然后 现在 时候 觉得 知道 看到 发现 代码 例子 教程 程序
"""
STOP_WORDS = frozenset(_STOP_TEXT.split())
CHINESE_STOP_WORDS = frozenset(_CHINESE_STOP_TEXT.split())
STOP_CHARACTERS = frozenset(
    "的了吗呢啊吧么我你他它是有在和跟与就都也还要会能可以怎什为如何这那个一不没请问啥样里上下中得着过把被让给对从到后前时候只"
)


@dataclass(frozen=True)
class SearchWords:
    """Groups of words that mean the same, each named by its first; how people ask about subjects that are not ours."""

    synonyms: Sequence[Sequence[str]] = ()
    outside: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Topic:
    """What an entry or a concept can be found by, both languages together."""

    kind: str
    id: str
    phrasings: tuple[str, ...]
    titles: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    cases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class TopicWords:
    """A topic as tokens, read once for every language and every worker."""

    kind: str
    id: str
    phrasings: tuple[frozenset[str], ...]
    texts: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    cases: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Hit:
    """A topic found, with a score from 0 to 1."""

    kind: str
    id: str
    score: float


@dataclass(frozen=True)
class Outcome:
    """Answers, best first, none where nothing is sure enough; and the nearest topics."""

    answers: tuple[Hit, ...]
    similar: tuple[Hit, ...]


class Vocabulary:
    """Turns text into tokens: stems, pairs of Chinese characters, and one token for all words that mean the same."""

    def __init__(self, synonyms: Iterable[Sequence[str]]) -> None:
        """`synonyms` are groups of English and Chinese words."""
        self._english: dict[str, str] = {}
        self._chinese: dict[str, str] = {}
        for group in synonyms:
            name = stem(group[0].lower())
            for word in group:
                if is_chinese(word):
                    self._chinese[word] = name
                else:
                    self._english[stem(word.lower())] = name
        self._names = frozenset((*self._english.values(), *self._chinese.values()))
        self._longest = max(map(len, (*self._chinese, *CHINESE_STOP_WORDS)))

    def weigh(self, token: str) -> float:
        """How much a token weighs by its kind."""
        return PAIR_WEIGHT if is_chinese(token) else OWN_WORD_WEIGHT if token in self._names else 1.0

    def tokenise(self, text: str) -> list[str]:
        """The tokens of a text, in order."""
        tokens: list[str] = []
        for match in _TOKEN.finditer(text):
            if len(tokens) >= TOKEN_LIMIT:
                break
            tokens += self._read_chinese(match[0]) if is_chinese(match[0]) else self._read_word(match[0])
        return tokens

    def read_topic(self, topic: Topic) -> TopicWords:
        """The tokens of a topic."""
        return TopicWords(
            kind=topic.kind,
            id=topic.id,
            phrasings=tuple(self._read_all([text]) for text in (*topic.phrasings, *topic.titles)),
            texts=self._read_all(topic.texts),
            identifiers=self._read_all(topic.identifiers),
            cases={case: self._read_all(texts) for case, texts in topic.cases.items()},
        )

    def _read_all(self, texts: Iterable[str]) -> frozenset[str]:
        return frozenset(token for text in texts for token in self.tokenise(text))

    def _knows(self, word: str) -> bool:
        return word in self._chinese or word in CHINESE_STOP_WORDS

    def _read_word(self, word: str) -> Iterator[str]:
        """A word, and the parts of an identifier."""
        whole = word.lower()
        parts = [part.lower() for piece in word.split("_") for part in _CAMEL.findall(piece)]
        for token in [whole] if parts in ([whole], []) else [whole, *parts]:
            if token not in STOP_WORDS and len(token) > 1:  # a letter says nothing: x, y, or the t of "can't"
                yield self._english.get(stem(token), stem(token))

    def _read_chinese(self, text: str) -> Iterator[str]:
        """Known words, the longest first; what stands between them in pairs of neighbouring characters."""
        position = unread = 0
        while position < len(text):
            lengths = range(min(self._longest, len(text) - position), 0, -1)
            known = next((n for n in lengths if self._knows(text[position : position + n])), 0)
            if known:
                yield from read_pairs(text[unread:position])
                yield from filter(None, [self._chinese.get(text[position : position + known])])
                unread = position + known
            position += known or 1
        yield from read_pairs(text[unread:])


def is_chinese(word: str) -> bool:
    """Whether a token starts with a Chinese character."""
    return "\u4e00" <= word[0] <= "\u9fff"


def read_pairs(text: str) -> Iterator[str]:
    """Pairs of neighbouring characters that are not both function words; a lone character stands for itself."""
    if len(text) == 1 and text not in STOP_CHARACTERS:
        yield text
    for first, second in pairwise(text):
        if not (first in STOP_CHARACTERS and second in STOP_CHARACTERS):
            yield first + second


def stem(word: str) -> str:
    """A word without an English inflection, much simplified: what matters is that its forms meet."""
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= 3), "")
    if not ending or word.endswith("ss"):
        return word.removesuffix("e") if len(word) > 4 else word
    root = word.removesuffix(ending)
    if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "sl":
        root = root[:-1]
    return root.removesuffix("e") if len(root) > 4 else root


def shorten(weight: float) -> float:
    """The weight that a question is measured by."""
    return min(weight, LONG_TEXT_WEIGHT) + STORY_SHARE * max(0.0, weight - LONG_TEXT_WEIGHT)


def share_tokens(phrasings: Sequence[frozenset[str]]) -> dict[str, float]:
    """The share of some phrasings that has each token."""
    counts = Counter(token for phrasing in phrasings for token in phrasing)
    return {token: count / len(phrasings) for token, count in counts.items()}


@dataclass(frozen=True)
class Phrasing:
    """One way of asking, as tokens, with the sum of their weights."""

    tokens: frozenset[str]
    weight: float


class QuestionIndex:
    """Scores topics by the weight of the question's rare tokens that they, and one phrasing of theirs, have too."""

    def __init__(self, topics: Iterable[TopicWords], words: SearchWords) -> None:
        """Index `topics` and the subjects that are not ours."""
        self._vocabulary = Vocabulary(words.synonyms)
        outside = [Topic("outside", name, tuple(phrasings)) for name, phrasings in words.outside.items()]
        self._topics = [*topics, *map(self._vocabulary.read_topic, outside)]
        phrasings = [topic.phrasings for topic in self._topics]
        self._cases = {topic.id: topic.cases for topic in self._topics if topic.cases}
        self._counts = Counter(token for found in phrasings for token in frozenset().union(*found))
        self._phrasings = [[Phrasing(p, sum(map(self._weigh, p))) for p in found] for found in phrasings]
        shares = list(map(share_tokens, phrasings))
        highest: dict[str, float] = defaultdict(float)
        for share in shares:
            for token, value in share.items():
                highest[token] = max(highest[token], value)
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, topic in enumerate(self._topics):
            for token, strength in self._strengths(topic, shares[number], highest).items():
                self._postings[token].append((number, strength))

    def ask(self, question: str) -> Outcome:
        """Answer, or abstain: where nothing is near enough, or a subject that is not ours is nearest."""
        hits = self._rank(question)
        ours = tuple(hit for hit in hits if hit.kind != "outside")
        if not hits or hits[0].kind == "outside" or hits[0].score < ENOUGH:
            return Outcome((), ours[:SIMILAR_LIMIT])
        answers = tuple(hit for hit in ours if hit.score >= ENOUGH_OF_BEST * hits[0].score)[:ANSWER_LIMIT]
        return Outcome(answers, ours[len(answers) :][:SIMILAR_LIMIT])

    def search(self, query: str, limit: int) -> list[Hit]:
        """Topics by score, best first."""
        return [hit for hit in self._rank(query, limit) if hit.kind != "outside"][:limit]

    def likest_case(self, entry_id: str, question: str) -> str | None:
        """The case with most of the question's words that not every case of the entry has; None where none has any."""
        cases = self._cases[entry_id]
        telling = frozenset(self._vocabulary.tokenise(question)).difference(frozenset.intersection(*cases.values()))
        weights = {case: sum(map(self._weigh, telling & words)) for case, words in cases.items()}
        best = max(weights, key=lambda case: weights[case])
        return best if weights[best] else None

    def _rank(self, question: str, candidates: int = CANDIDATES) -> list[Hit]:
        tokens = frozenset(self._vocabulary.tokenise(question))
        weights = {token: self._weigh(token) for token in tokens}
        total = SHORT_TEXT_WEIGHT + shorten(sum(weights.values()))
        covered: dict[int, float] = defaultdict(float)
        for token in tokens:
            for number, strength in self._postings.get(token, ()):
                covered[number] += weights[token] * strength
        nearest = sorted(covered, key=lambda number: -covered[number])[:candidates]
        hits = []
        for number in nearest:
            topic, likeness = self._topics[number], self._likest_phrasing(number, weights, total)
            score = PHRASING_SHARE * likeness + (1 - PHRASING_SHARE) * covered[number] / total
            hits.append(Hit(topic.kind, topic.id, min(1.0, score * PREFERENCE[topic.kind])))
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))

    def _likest_phrasing(self, number: int, weights: Mapping[str, float], total: float) -> float:
        """The cosine-like likeness of the question and the likest phrasing of a topic."""
        best = 0.0
        for phrasing in self._phrasings[number]:
            shared = phrasing.tokens & weights.keys()
            if shared:
                likeness = sum(weights[t] for t in shared) / math.sqrt(total * (phrasing.weight + SHORT_TEXT_WEIGHT))
                best = max(best, likeness)
        return best

    def _strengths(
        self, topic: TopicWords, shares: Mapping[str, float], highest: Mapping[str, float]
    ) -> dict[str, float]:
        """How far each token speaks for a topic."""
        strengths: dict[str, float] = {}
        for tokens, strength in ((topic.identifiers, IN_CODE), (topic.texts, IN_TEXT)):
            strengths |= dict.fromkeys(tokens, strength)
        for token, share in shares.items():
            strengths[token] = IN_ANY_PHRASING + (1 - IN_ANY_PHRASING) * share / highest[token]
        return strengths

    def _weigh(self, token: str) -> float:
        """Inverse document frequency over phrasings, by kind of token; a word of no topic counts as one of one."""
        count = max(1, self._counts.get(token, 0))
        rarity = math.log(1 + (len(self._topics) - count + 0.5) / (count + 0.5))
        return rarity * self._vocabulary.weigh(token)
