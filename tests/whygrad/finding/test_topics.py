"""Numbers of a model are packed as text, since most of them are never read."""

import json

import pytest

from whygrad.finding.topics import NO_WEIGHTS, Learned, Weights, pack, unpack


@pytest.mark.parametrize("numbers", [(), (0,), (1130, 3, -27, 200, 32767), (-32768, 1)])
def test_what_was_packed_is_unpacked(numbers):
    assert unpack(json.loads(json.dumps(pack(numbers)))) == numbers


def test_what_was_learned_is_found_by_the_name_of_its_feature():
    learned = Learned(Weights((), "=b\n=c d\n叶", pack([1, 3, 1]), pack([700, 250, 4, -9, 310])))
    assert [learned.of(name) for name in ("=a", "=b", "=c d", "叶", "子", "")] == [
        (),
        (700,),
        (250, 4, -9),
        (310,),
        (),
        (),
    ]


def test_of_nothing_nothing_is_found():
    assert Learned(NO_WEIGHTS).of("") == Learned(NO_WEIGHTS).of("=leaf") == ()
