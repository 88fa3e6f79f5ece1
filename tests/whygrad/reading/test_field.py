"""Pastes as people write them are read as they mean them."""

import pytest
from field_pastes import NO_GRAD, PASTES, VERSIONS

from whygrad.reading import read_report


def place_of(report):
    frame = report.failing_frame
    if frame is None:
        return None
    file = "" if frame.file == "<unknown>" else f"{frame.file}:"
    return f"{file}{frame.line} {frame.source}"


@pytest.mark.parametrize(
    ("text", "name", "message", "place"),
    [
        pytest.param(*paste, id=f"{kind} {number}")
        for kind, pastes in PASTES.items()
        for number, paste in enumerate(pastes)
    ],
)
def test_what_people_write_is_read_as_they_mean_it(text, name, message, place):
    report = read_report(text)
    assert (report.exception.type, report.exception.message, place_of(report)) == (name, message, place)


@pytest.mark.parametrize(("text", "version"), VERSIONS)
def test_a_version_is_read_as_people_write_it(text, version):
    assert read_report(f"RuntimeError: {NO_GRAD}\n\n{text}").torch_version == version
