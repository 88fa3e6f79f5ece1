"""A slow pattern is found by the text that it is slow on."""

import re

import pytest

from service.authoring.pumping import worst_growth


@pytest.mark.parametrize(
    "pattern",
    [
        r"\w+_\(",
        r"loss\d*x\w*y",
        r"(a+)+b",
        r"(?:a|a)*b",
        r"(\w+\s?)*$",
        r"x(?:.*y)+z",
        r"[ \t]+\n",
        r"(?m)^\s*\"",
    ],
)
def test_what_takes_more_than_linear_time_is_found(pattern):
    assert not worst_growth(re.compile(pattern)).is_linear


@pytest.mark.parametrize(
    "pattern",
    [r"loss\.backward", r"\bparam\d{1,3}\b", r"x{0,20}y", r"[a-z]{1,40}_\(", r"(?:File|Cell) \"[^\"]{1,60}\""],
)
def test_what_takes_linear_time_is_let_through(pattern):
    growth = worst_growth(re.compile(pattern))
    assert growth.is_linear, growth
