import pytest

from service.verifier.supervisor import Supervisor


@pytest.fixture(scope="session")
def supervisor():
    with Supervisor() as running:
        assert running.wait_ready(120)
        yield running
