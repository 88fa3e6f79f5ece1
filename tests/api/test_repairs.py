"""`/v1/repairs`: what is asked, what is answered, what is refused."""

import hashlib

import pytest

CODE = """import torch

torch.manual_seed(0)
w = torch.randn(3, requires_grad=True)
h = torch.exp(w)  # 图
h *= 2
h.sum().backward()
print(w.grad)
"""
FIXED = CODE.replace("h *= 2", "h = h * 2")


def post(client, **body):
    return client.post("/v1/repairs", json={"wait": 30, **body})


def applied(code, edits):
    lines = code.splitlines(keepends=True)
    for edit in reversed(edits):
        start, end = edit["range"]["start"], edit["range"]["end"]
        assert start["line"] == end["line"]
        units = lines[start["line"]].encode("utf-16-le")
        new = edit["newText"].encode("utf-16-le")
        lines[start["line"]] = (units[: 2 * start["character"]] + new + units[2 * end["character"] :]).decode(
            "utf-16-le"
        )
    return "".join(lines)


def test_a_repaired_program_comes_with_its_edits_and_its_evidence(client):
    response = post(client, code=CODE)
    assert response.status_code == 200
    answer = response.json
    assert (answer["status"], answer["diagnosis"]["id"]) == ("repaired", "inplace-version-mismatch")
    assert answer["code_sha256"] == hashlib.sha256(CODE.encode()).hexdigest()
    candidate = answer["candidates"][0]
    assert candidate["code"] == FIXED
    assert applied(CODE, candidate["edits"]) == FIXED
    assert "-h *= 2\n+h = h * 2\n" in candidate["diff"]
    assert (candidate["verified"], candidate["assumes"], candidate["safety"]) == (True, None, "safe")
    assert [item["check"] for item in candidate["evidence"]][:3] == ["reproduced", "runs", "reference"]
    assert all(item["detail"] for item in candidate["evidence"])


@pytest.mark.parametrize(("language", "words"), [("en", "in place"), ("zh", "原地")])
def test_the_culprit_is_told_in_the_language_asked_for(client, language, words):
    culprit = post(client, code=CODE, language=language).json["culprit"]
    assert culprit["line"] == 6
    assert words in culprit["explanation"]


def test_a_verdict_names_the_culprit_too(client):
    verdict = client.post("/v1/verifications", json={"code": CODE, "wait": 30}).json["verdict"]
    assert verdict["culprit"]["line"] == 6
    assert "[3]" in verdict["culprit"]["explanation"]


def test_a_correction_of_the_callers_own_is_checked(client):
    assert post(client, code=CODE, fixed=FIXED).json["status"] == "repaired"
    wrong = post(client, code=CODE, fixed=CODE.replace("h *= 2", "h = h.detach() * 2")).json
    assert wrong["status"] == "suggested"
    assert wrong["candidates"][0]["evidence"][-1]["result"] == "failed"


def test_a_program_that_runs_well_is_not_repaired(client):
    answer = post(
        client, code=FIXED, traceback="RuntimeError: grad can be implicitly created only for scalar outputs"
    ).json
    assert (answer["status"], answer["candidates"]) == ("not_reproduced", [])
    assert answer["diagnosis"]["id"] == "backward-nonscalar-output"


def test_what_the_sandbox_lacks_is_named(client):
    answer = post(client, code="import torch\ntorch.ones(1).cuda()\n").json
    assert (answer["status"], answer["candidates"]) == ("unsupported", [])


def test_a_program_that_loops_for_long_is_cut_and_never_verified(client):
    code = CODE + "while True:\n    h.exp()\n"
    answer = post(client, code=code.replace("h.sum().backward()", "")).json
    assert answer["cut"] is True
    assert answer["candidates"] == []


def test_what_is_no_program_is_told(client):
    answer = post(client, code="def f(:\n").json
    assert (answer["status"], answer["exception"]["type"]) == ("not_reproduced", "SyntaxError")


def test_a_repair_is_read_again_and_an_unknown_one_is_not_there(client):
    first = post(client, code=CODE)
    again = client.get(first.headers["Location"])
    assert again.json["candidates"] == first.json["candidates"]
    assert client.get("/v1/repairs/nothing").status_code == 404


def test_a_repair_that_is_not_waited_for_is_accepted(client):
    response = client.post("/v1/repairs", json={"code": CODE, "wait": 0})
    assert response.status_code in (200, 202)
    assert response.headers["Location"].startswith("/v1/repairs/")


@pytest.mark.parametrize("body", [{}, {"code": ""}, {"code": "x", "fix": "y"}, {"code": "x", "wait": 31}])
def test_bad_requests_are_refused(client, body):
    assert client.post("/v1/repairs", json=body).status_code == 422


def test_the_words_of_a_symptom_choose_among_several_faults(client):
    code = """import torch
import torch.nn as nn
torch.manual_seed(0)
net = nn.Linear(3, 4)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
x, y = torch.randn(8, 3), torch.randint(0, 4, (8,))
for _ in range(3):
    loss = nn.functional.cross_entropy(torch.softmax(net(x), dim=1), y)
    loss.backward()
    opt.step()
"""
    assert post(client, code=code).json["diagnosis"]["id"] == "silent-missing-zero-grad"
    answer = post(client, code=code, symptom="softmax before CrossEntropyLoss, the loss hardly falls").json
    assert answer["diagnosis"]["id"] == "silent-double-softmax"
    assert "cross_entropy(net(x), y)" in answer["candidates"][0]["code"]
