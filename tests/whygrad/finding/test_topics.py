"""Numbers of a model are packed as text, since most of them are never read."""

import json

import pytest

from whygrad.finding.topics import pack, unpack


@pytest.mark.parametrize("numbers", [(), (0,), (1130, 3, -27, 200, 32767), (-32768, 1)])
def test_what_was_packed_is_unpacked(numbers):
    assert unpack(json.loads(json.dumps(pack(numbers)))) == numbers
