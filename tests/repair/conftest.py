import pytest


@pytest.fixture
def repair(client):
    """Repair a program over HTTP; with `fixed`, check a correction of it."""

    def run(code, **more):
        response = client.post("/v1/repairs", json={"code": code, "wait": 30, **more})
        assert response.status_code == 200, response.json
        return response.json

    return run
