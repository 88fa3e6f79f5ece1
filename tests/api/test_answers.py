"""The main job: the inputs that must be answered, through HTTP, in both languages."""

import re
from pathlib import Path

import pytest

from tests.listing import list_all

PASTE = (Path(__file__).resolve().parents[2] / "examples" / "jupyter-flattened.txt").read_text(encoding="utf-8")
CHINESE = re.compile("[\u4e00-\u9fff]")
MASK_QUESTION = """def backward(ctx, grad_x, grad_geometry):
    (mask,) = ctx.saved_tensors
    # Since the operation is summing, we simply need to send gradient
    # to all elements that were part of the summation process.

为什么反向传播需要mask"""


def diagnose(client, traceback, language="en"):
    response = client.post("/v1/diagnoses", json={"traceback": traceback, "language": language})
    assert response.status_code == 200, response.text
    return response.json


def ask(client, question, language="en"):
    response = client.post("/v1/questions", json={"question": question, "language": language})
    assert response.status_code == 200, response.text
    return response.json


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_flattened_jupyter_paste_is_diagnosed(client, language):
    diagnosis = diagnose(client, PASTE, language)
    assert diagnosis["status"] == "matched"
    assert diagnosis["matches"][0]["id"] == "no-grad-fn"
    frame = diagnosis["report"]["failing_frame"]
    assert (frame["file"], frame["line"], frame["source"]) == ("Cell In[58]", 11, "y3.backward()")
    assert frame["context"] == [
        {"line": 9, "source": "y3 = y1 + y2"},
        {"line": 10, "source": "# 计算y3对x的梯度"},
        {"line": 11, "source": "y3.backward()"},
        {"line": 12, "source": "print(x.grad)"},
    ]
    answer = diagnosis["answer"]
    assert answer["cases"][0]["id"] == "plain-tensors"
    assert bool(CHINESE.search(answer["summary"])) == (language == "zh")
    assert any("y3.backward()" in sentence for sentence in answer["in_your_case"])


def test_the_corrected_program_of_the_paste_runs_and_prints_the_gradient(client):
    answer = diagnose(client, PASTE)["answer"]
    case = answer["cases"][0]
    fix = next(fix for fix in case["fixes"] if fix["safety"] == "safe")
    body = {"error": "no-grad-fn", "case": case["id"], "fix": fix["id"], "wait": 30}
    response = client.post("/v1/verifications", json=body)
    assert response.status_code == 201
    verdict = response.json["verdict"]
    assert verdict["outcome"] == "passed"
    assert verdict["checks"]
    assert all(check["passed"] for check in verdict["checks"])
    assert "tensor(" in verdict["stdout"]
    assert verdict["isolation"]["landlock"] >= 6
    assert verdict["isolation"]["seccomp"] is True
    assert verdict["isolation"]["uid"] == "unprivileged"
    assert verdict["stdout"] == fix["output"]


def test_the_answer_to_the_paste_says_that_requires_grad_alone_fails_next(client):
    case = diagnose(client, PASTE)["answer"]["cases"][0]
    harms = [wrong["harm"] for wrong in case["wrong_fixes"]]
    assert any("grad can be implicitly created only for scalar outputs" in harm for harm in harms)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_gradient_and_grad_tensors_are_told_apart(client, language):
    outcome = ask(client, "backward里gradient和grad_tensors有什么区别", language)
    assert outcome["status"] == "answered"
    best = outcome["answers"][0]
    assert (best["kind"], best["id"]) == ("concept", "vector-jacobian-product")
    assert bool(CHINESE.search(best["explanation"])) == (language == "zh")
    assert best["code"]
    assert best["output"]
    assert any("grad_tensors" in item["claim"] for item in best["misconceptions"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_why_backward_needs_the_mask_is_answered(client, language):
    outcome = ask(client, MASK_QUESTION, language)
    assert outcome["answers"][0]["id"] == "saved-index-maps"
    assert "gradcheck" in outcome["answers"][0]["code"]


@pytest.mark.parametrize(
    "question", ["How long do I boil an egg?", "今天北京天气怎么样", "CUDA out of memory with batch 64"]
)
def test_what_is_out_of_scope_is_not_answered(client, question):
    assert ask(client, question)["status"] == "unanswered"


@pytest.mark.parametrize(
    ("question", "accepted"),
    [
        ("loss 不下降，grad 全是 None", {"why-is-grad-none", "silent-loss-requires-grad-hack"}),
        ("weights are not updating, layers are in a python list", {"silent-unregistered-parameter", "module-registration"}),
        ("why is weight.grad None", {"why-is-grad-none", "silent-grad-none-nonleaf"}),
        ("grad is None", {"grad-is-none-attributeerror", "gradients-of-intermediate-tensors"}),
        ("显存随着 epoch 一直涨，total_loss += loss", {"silent-loss-history-leak", "graph-memory"}),
    ],
)  # fmt: skip
def test_symptoms_without_an_error_find_their_entry(client, question, accepted):
    outcome = ask(client, question)
    assert {answer["id"] for answer in outcome["answers"][:3]} & accepted, outcome


def test_an_error_text_inside_a_question_is_diagnosed(client):
    question = "我的代码报错 RuntimeError: grad can be implicitly created only for scalar outputs 怎么办"
    best = ask(client, question, "zh")["answers"][0]
    assert (best["kind"], best["id"]) == ("error", "backward-nonscalar-output")


@pytest.mark.parametrize(
    "text",
    [
        "torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB",
        "KeyError: 'loss'",
        "hello",
        "\x00",
    ],
)
def test_what_is_not_ours_is_not_diagnosed(client, text):
    diagnosis = diagnose(client, text)
    assert diagnosis["status"] != "matched"
    assert diagnosis["matches"] == []
    assert diagnosis["answer"] is None


def test_captured_values_are_used(client):
    message = (
        "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: "
        "[torch.FloatTensor [3, 7]], which is output 0 of SigmoidBackward0, is at version 4; "
        "expected version 2 instead. Hint: enable anomaly detection to find the operation that failed to compute its "
        "gradient, with torch.autograd.set_detect_anomaly(True)."
    )
    answer = diagnose(client, message)["answer"]
    sentences = " ".join(answer["in_your_case"])
    assert all(value in sentences for value in ("3, 7", "Sigmoid", "4", "2"))


IN_PLACE = """Traceback (most recent call last):
  File "train.py", line 20, in <module>
    {source}
RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: \
[torch.FloatTensor [16, 1]], which is output 0 of {node}, is at version 2; expected version 1 instead."""


@pytest.mark.parametrize(
    ("source", "node", "case"),
    [
        ("loss.backward()", "ExpBackward0", "activation-changed"),
        ("loss.backward()", "TBackward", "step-between"),
        ("d_loss.backward()", "AddBackward0", "step-between"),
        ("states[t] = cell(states[t - 1]).sum().backward()", "CopySlices", "written-state"),
    ],
)
def test_the_case_that_the_paste_points_to_comes_first(client, source, node, case):
    answer = diagnose(client, IN_PLACE.format(source=source, node=node))["answer"]
    assert answer["cases"][0]["id"] == case
    assert answer["fixes"] == answer["cases"][0]["fixes"]


@pytest.mark.parametrize(
    ("source", "case"), [("r = p.norm().item()", "item-in-the-energy"), ("if r.item() < 1.0:", "branch-on-item")]
)
def test_a_cue_may_stand_for_a_whole_line(client, source, case):
    message = "RuntimeError: vmap: It looks like you're calling .item() on a Tensor. We don't support that"
    paste = f'Traceback (most recent call last):\n  File "a.py", line 3, in f\n    {source}\n{message}'
    assert diagnose(client, paste)["answer"]["cases"][0]["id"] == case


def test_a_batch_is_answered_in_order(client):
    texts = ["nothing", "RuntimeError: grad can be implicitly created only for scalar outputs"]
    diagnoses = client.post("/v1/diagnoses/batch", json={"tracebacks": texts}).json["diagnoses"]
    assert [diagnosis["status"] for diagnosis in diagnoses] == ["unmatched", "matched"]
    assert all("answer" not in diagnosis for diagnosis in diagnoses)


def test_a_batch_has_at_most_100(client):
    response = client.post("/v1/diagnoses/batch", json={"tracebacks": ["x"] * 101})
    assert response.status_code == 422
    assert "tracebacks" in response.text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_entry_and_concept_is_whole(client, language):
    for kind in ("errors", "concepts"):
        for item in list_all(client, f"/v1/{kind}"):
            document = client.get(f"{item['url']}?language={language}").json
            assert document["title"]
            assert document["summary"]
            assert bool(CHINESE.search(document["explanation"])) == (language == "zh")


def test_every_case_has_a_fix_with_passing_evidence(client):
    for item in list_all(client, "/v1/errors"):
        for case in client.get(item["url"]).json["cases"]:
            assert case["reproduction"]["code"]
            newest = [fix["evidence"][0] for fix in case["fixes"]]  # an older torch may do otherwise, and says so
            run = [evidence for evidence in newest if evidence["outcome"] != "not_run"]
            assert all(evidence["outcome"] == "passed" and evidence["checks"] for evidence in run)
            assert all(evidence["reason"] for evidence in newest if evidence not in run)
            assert not run or all(wrong["harm"] for wrong in case["wrong_fixes"])


def test_lists_filter_and_page(client):
    whole = list(list_all(client, "/v1/errors"))
    silent = client.get("/v1/errors?kind=silent").json
    assert {item["kind"] for item in silent["items"]} == {"silent"}
    assert silent["total"] == sum(item["kind"] == "silent" for item in whole)
    response = client.get("/v1/errors?page_size=3&page=2")
    assert [item["id"] for item in response.json["items"]] == [item["id"] for item in whole[3:6]]
    assert 'rel="next"' in response.headers["Link"]
    assert 'rel="prev"' in response.headers["Link"]


def test_search_finds_by_words(client):
    found = client.get("/v1/search", query_string={"q": "leaf tensor"}).json["items"]
    assert found[0]["id"] == "leaf-tensors"


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [({"code": "print(1)", "torch_version": "1.0"}, 422, "2.13.0"), ({}, 422, "exactly one"), ({"error": "nothing"}, 404, "nothing"),
     ({"error": "no-grad-fn", "case": "x"}, 422, "case"), ({"error": "no-grad-fn", "fix": "x"}, 422, "fix"),
     ({"concept": "leaf-tensors", "fix": "x"}, 422, "fix"), ({"concept": "leaf-tensors", "wait": 31}, 422, "wait")],
)  # fmt: skip
def test_what_cannot_be_run_is_said(client, body, status, word):
    response = client.post("/v1/verifications", json=body)
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    assert word in response.text


def test_a_reproduction_raises_and_is_diagnosed(client):
    response = client.post("/v1/verifications", json={"error": "no-grad-fn", "wait": 30})
    verdict = response.json["verdict"]
    assert (verdict["outcome"], verdict["diagnosis"]) == ("raised", "no-grad-fn")
    assert client.get(response.headers["Location"]).json["verdict"] == verdict


def test_a_concept_s_demo_runs(client):
    response = client.post("/v1/verifications", json={"concept": "leaf-tensors", "wait": 30})
    verdict = response.json["verdict"]
    assert verdict["outcome"] == "passed"
    assert verdict["stdout"] == client.get("/v1/concepts/leaf-tensors").json["output"]


def test_a_verification_that_takes_longer_than_the_wait_is_accepted(client):
    response = client.post("/v1/verifications", json={"error": "ddp-ready-twice", "wait": 0})
    assert response.status_code == 202
    assert client.get(response.headers["Location"]).json["status"] in ("queued", "running", "done")
