"""The libraries of the real knowledge."""

from pathlib import Path

import pytest

from service.authoring.bundling import read_libraries

KNOWLEDGE = Path(__file__).resolve().parents[3] / "knowledge"


@pytest.fixture(scope="session")
def libraries():
    return read_libraries(KNOWLEDGE)
