"""What is learned of how people ask: a column for each topic, one for all of ours, and no weight that hardly counts."""

from service.authoring.learning import LEAST, Asked, learn_weights
from whygrad.finding.topics import HUNDREDTHS, NO_WEIGHTS, OUTSIDE, Learned, Topic

LEAF = Asked(Topic("concept", "leaf"), ("what is a leaf tensor", "only a leaf has a grad", "什么是叶子张量"))
VECTOR = Asked(Topic("concept", "vector"), ("why does backward take a vector", "which vector for a vector loss"))
WEATHER = Asked(Topic(OUTSIDE, "weather"), ("what is the weather like", "is it going to rain", "今天天气怎么样"))


def test_there_is_a_column_for_each_topic_in_order_and_one_for_ours():
    weights = learn_weights([WEATHER, LEAF])
    assert len(weights.biases) == 3
    assert columns_of(weights, "=leaf") == {0: 1, 1: -1, 2: 1}
    assert columns_of(weights, "=weather") == {0: -1, 1: 1, 2: -1}


def columns_of(weights, feature):
    _, *pairs = Learned(weights).of(feature)
    return {column: 1 if weight > 0 else -1 for column, weight in zip(pairs[::2], pairs[1::2], strict=True)}


def test_how_rare_a_feature_is_stands_first():
    learned = Learned(learn_weights([WEATHER, LEAF]))
    assert learned.of("=rain")[0] > learned.of("=leaf")[0] > learned.of("=is")[0]


def test_what_is_asked_about_a_relative_speaks_less_against_a_topic():
    related = Asked(LEAF.topic, LEAF.phrasings, frozenset({"vector"}))
    apart, near = (weight_of(learn_weights([one, VECTOR]), "=vector", column=0) for one in (LEAF, related))
    assert apart < near < 0


def weight_of(weights, feature, column):
    _, *pairs = Learned(weights).of(feature)
    return dict(zip(pairs[::2], pairs[1::2], strict=True))[column]


def test_the_same_phrasings_teach_the_same_whatever_their_topics_order():
    assert learn_weights([WEATHER, LEAF]) == learn_weights([LEAF, WEATHER])


def test_what_hardly_counts_is_left_out():
    weights = learn_weights([LEAF, WEATHER])
    learned = Learned(weights)
    counted = [learned.of(feature)[2::2] for feature in weights.features.split("\n")]
    assert all(counted)
    assert min(abs(weight) for own in counted for weight in own) >= LEAST * HUNDREDTHS


def test_of_nothing_nothing_is_learned():
    assert learn_weights([]) == NO_WEIGHTS
