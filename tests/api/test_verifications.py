"""Running anybody's code through HTTP: verdicts, waiting, refusals."""

import threading
import time
from ipaddress import ip_network

import pytest

from service.api.clients import name_client
from service.app import create_app
from service.problems.texts import parameters_of, read_texts
from service.settings import Settings
from service.verifier.contract import REASON_CODES, Observers, Verdict
from service.verifier.layers import REQUIRED
from service.verifier.local import LocalVerifier
from service.verifier.server import VerifierServer
from service.verifier.unconfined import UnconfinedSupervisor

LOST_GRADIENT = """import torch

w = torch.ones(2, requires_grad=True)
model = torch.nn.Linear(2, 1)
loss = (model(torch.ones(1, 2)) ** 2).sum()
loss.backward()
print(loss.item() >= 0)
torch.ones(3).sum().backward()
"""
WAITING = 3


def run(client, code, **more):
    return client.post("/v1/verifications", json={"code": code, "wait": 30, **more})


def test_the_verdict_on_foreign_code_says_what_happened(client):
    response = run(client, LOST_GRADIENT)
    assert response.status_code == 201
    verdict = response.json["verdict"]
    assert (verdict["outcome"], verdict["diagnosis"]) == ("raised", "no-grad-fn")
    assert verdict["exception"]["type"] == "RuntimeError"
    assert verdict["exception"]["line"] == 8
    assert verdict["stdout"] == "True\n"
    assert "line 8" in verdict["stderr"]
    assert verdict["gradients"] == [
        {"name": "w", "shape": [2], "dtype": "float32", "status": "none"},
        {"name": "model.weight", "shape": [1, 2], "dtype": "float32", "status": "ok"},
        {"name": "model.bias", "shape": [1], "dtype": "float32", "status": "ok"},
    ]
    assert verdict["torch_version"] == "2.13.0"
    assert verdict["truncated"] is False


@pytest.mark.parametrize(("value", "status"), [("0.", "zero"), ("float('inf')", "non_finite"), ("1.", "ok")])
def test_the_state_of_a_gradient_is_named(client, value, status):
    code = f"import torch\nw = torch.ones(1, requires_grad=True)\n(w * {value}).sum().backward()\n"
    assert run(client, code).json["verdict"]["gradients"][0]["status"] == status


@pytest.mark.parametrize(("language", "words"), [("en", "needs a GPU"), ("zh", "需要 GPU")])
def test_what_the_sandbox_does_not_give_is_named(client, language, words):
    verdict = run(client, "import torch\ntorch.ones(1).cuda()", language=language).json["verdict"]
    assert verdict["outcome"] == "unsupported"
    assert words in verdict["reason"]


def test_a_warning_is_diagnosed_by_nobody_and_listed(client):
    verdict = run(client, "import warnings\nwarnings.warn('careful')").json["verdict"]
    assert (verdict["outcome"], verdict["diagnosis"]) == ("passed", None)
    assert verdict["warnings"] == ["UserWarning: careful"]


def test_what_takes_longer_than_the_wait_is_read_later(client):
    response = client.post("/v1/verifications", json={"code": "import time; time.sleep(0.5)", "wait": 0.05})
    assert response.status_code == 202
    assert response.json["verdict"] is None
    deadline = time.monotonic() + 20
    while (later := client.get(response.headers["Location"]).json)["status"] != "done":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert later["verdict"]["outcome"] == "passed"


def test_verifications_that_wait_hold_up_no_diagnosis(app):
    slow = [
        threading.Thread(target=run, args=(app.test_client(), "import time; time.sleep(2)")) for _ in range(WAITING)
    ]
    for thread in slow:
        thread.start()
    time.sleep(0.2)
    client = app.test_client()
    began = time.monotonic()
    assert run(client, "import time; time.sleep(2)").status_code == 202
    assert client.post("/v1/diagnoses", json={"traceback": "KeyError: 1"}).status_code == 200
    assert time.monotonic() - began < 1.5
    for thread in slow:
        thread.join()


def test_a_full_queue_is_429_with_the_time_to_come_back(app):
    client = app.test_client()
    codes = []
    for number in range(200):
        response = client.post(
            "/v1/verifications", json={"code": f"import time; time.sleep(0.3)  # {number}", "wait": 0}
        )
        codes.append(response.status_code)
        if response.status_code == 429:
            break
    assert set(codes) == {202, 429}
    assert response.content_type == "application/problem+json"
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    time.sleep(int(response.headers["Retry-After"]))
    deadline = time.monotonic() + 60
    while run(client, "print(1)").status_code != 201:
        assert time.monotonic() < deadline
        time.sleep(0.5)


def test_code_over_the_limit_names_field_and_limit(client):
    response = run(client, "#" * 200_001)
    assert response.status_code == 422
    assert response.json["errors"][0]["field"] == "code"
    assert "200000" in response.text


def test_without_the_layers_foreign_code_is_refused_by_their_names_and_curated_code_runs(loaded_database_url, tmp_path):
    server = VerifierServer(tmp_path / "v.sock", LocalVerifier({"2.13.0": UnconfinedSupervisor()}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        client = create_app(
            Settings(database_url=loaded_database_url, verifier_socket=tmp_path / "v.sock")
        ).test_client()
        refused = run(client, "print(1)")
        assert refused.status_code == 503
        assert "landlock" in refused.json["detail"]
        assert client.get("/readyz").json["parts"]["verifier"]["foreign_code"] is False
        verdict = client.post("/v1/verifications", json={"concept": "leaf-tensors", "wait": 30}).json["verdict"]
        assert verdict["outcome"] == "passed"
        assert verdict["isolation"]["landlock"] == 0
    finally:
        server.shutdown()
        server.server_close()


class OtherTorch(UnconfinedSupervisor):
    """A runtime that says which version it is."""

    def run(self, job):
        return Verdict("passed", Observers([], []), torch_version="9.9.0")


def test_a_version_of_torch_is_chosen_by_name_and_an_absent_one_is_422(loaded_database_url):
    runtimes = {"2.13.0": UnconfinedSupervisor(), "9.9.0": OtherTorch()}
    verifier = LocalVerifier(runtimes, accepted_gaps=frozenset(REQUIRED))
    client = create_app(Settings(database_url=loaded_database_url), verifier).test_client()
    assert run(client, "x = 1", torch_version="9.9.0").json["verdict"]["torch_version"] == "9.9.0"
    assert client.get("/readyz").json["parts"]["verifier"]["torch_versions"] == ["2.13.0", "9.9.0"]
    refused = run(client, "x = 1", torch_version="1.0")
    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == "torch_version"
    assert "2.13.0, 9.9.0" in refused.json["detail"]


def test_an_invented_id_and_one_of_an_earlier_run_are_404(client):
    for job_id in ("nonsense", "x" * 43, "0123abcd" + "A" * 32):
        response = client.get(f"/v1/verifications/{job_id}")
        assert response.status_code == 404
        assert "Retry-After" not in response.headers


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_reason_has_words(language):
    assert {code: set(parameters_of("reasons", code)) for code in read_texts(language)["reasons"]} == {
        code: set(names) for code, names in REASON_CODES.items()
    }


PROXIES = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),  # not our proxy: what it says counts for nothing
        ("10.1.2.3", "198.51.100.1", "198.51.100.1"),
        ("10.1.2.3", "1.1.1.1, 198.51.100.1", "198.51.100.1"),  # the client wrote 1.1.1.1 itself
        ("10.1.2.3", "198.51.100.1, 10.9.9.9", "198.51.100.1"),
        ("10.1.2.3", "", "10.1.2.3"),
        ("10.1.2.3", "nonsense", ""),
        ("fd00::1", "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),  # one household
        (None, "198.51.100.1", ""),
    ],
)  # fmt: skip
def test_forwarded_addresses_count_only_from_configured_proxies(peer, forwarded, client):
    assert name_client(peer, forwarded, PROXIES) == client
