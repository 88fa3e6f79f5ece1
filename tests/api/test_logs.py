"""A log gives each different failure once, with its count and where it starts."""

import time

SCALAR = "RuntimeError: grad can be implicitly created only for scalar outputs"
NO_GRAPH = "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn"


def traceback(error, line, source="loss.backward()"):
    return f'Traceback (most recent call last):\n  File "train.py", line {line}, in fit\n    {source}\n{error}'


LOG = "\n".join(
    [
        "collecting ...",
        "2026-01-02 10:00:00 INFO epoch 1",
        traceback(SCALAR, 10),
        "2026-01-02 10:00:01 INFO retry",
        traceback(NO_GRAPH, 20),
        "",
        "During handling of the above exception, another exception occurred:",
        "",
        traceback("ValueError: gave up after 3 steps", 30, "raise ValueError"),
        "2026-01-02 10:00:02 INFO retry",
        traceback(SCALAR, 10),
        "train.py:5: DeprecationWarning: nobody's business",
        "  old()",
        traceback("KeyError: 'step 4'", 40, "state['step 4']"),
        traceback("KeyError: 'step 5'", 40, "state['step 5']"),
        "2026-01-02 10:00:03 INFO done",
    ]
)


def read(client, log, language="en"):
    response = client.post("/v1/logs", json={"log": log, "language": language})
    assert response.status_code == 200, response.text
    return response.json["failures"]


def test_each_failure_is_told_once_with_its_count_and_first_line(client):
    failures = read(client, LOG)
    found = [(f["count"], f["first_line"], f["diagnosis"]["status"]) for f in failures]
    assert found == [(2, 3, "matched"), (1, 8, "matched"), (2, 26, "unmatched")]
    assert [f["diagnosis"]["matches"][0]["id"] for f in failures[:2]] == ["backward-nonscalar-output", "no-grad-fn"]
    assert failures[0]["diagnosis"]["answer"]["fixes"]
    assert failures[2]["diagnosis"]["report"]["exception"] == "KeyError"


def test_a_warning_that_an_entry_is_about_is_a_failure(client):
    warning = (
        "train.py:5: UserWarning: The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad "
        "attribute won't be populated during autograd.backward().\n  print(h.grad)"
    )
    failures = read(client, f"start\n{warning}\nstart\n{warning}\nend")
    assert [(f["count"], f["first_line"]) for f in failures] == [(2, 2)]
    assert failures[0]["diagnosis"]["matches"][0]["id"] == "nonleaf-grad-access"


def test_ranks_that_write_into_one_log_are_told_apart(client):
    first = [f"[rank0]: {line}" for line in traceback(SCALAR, 10).split("\n")]
    second = [f"[rank1]: {line}" for line in traceback(NO_GRAPH, 20).split("\n")]
    mixed = "\n".join(line for pair in zip(first, second, strict=True) for line in pair)
    failures = read(client, f"torchrun\n{mixed}")
    assert {f["diagnosis"]["matches"][0]["id"] for f in failures} == {"backward-nonscalar-output", "no-grad-fn"}
    assert sorted(f["first_line"] for f in failures) == [2, 3]


def test_error_lines_without_tracebacks_count(client):
    failures = read(client, f"step 1 failed: {SCALAR}\nstep 2 failed: {SCALAR}\n")
    assert [(f["count"], f["first_line"]) for f in failures] == [(2, 1)]


def test_a_log_without_failures_has_none(client):
    assert read(client, "all 30 tests passed\n" * 100) == []


def test_a_long_log_is_read_to_its_end(client):
    noise = "2026-01-02 10:00:00 INFO epoch 1 loss 0.3\n" * 40_000
    failures = read(client, noise + traceback(SCALAR, 10))
    assert [(f["count"], f["first_line"]) for f in failures] == [(1, 40_001)]


def test_as_many_different_failures_as_fit_are_read_in_time(client):
    began = time.monotonic()
    failures = read(client, "\n".join(f"RuntimeError: {number:x} things went wrong" for number in range(45_000)))
    assert time.monotonic() - began < 30  # a search through the whole log for each takes minutes
    assert (failures[0]["first_line"], failures[1]["first_line"]) == (1, 11)


def test_a_log_over_the_limit_names_field_and_limit(client):
    response = client.post("/v1/logs", json={"log": "x" * 2_000_001})
    assert response.status_code == 422
    assert response.json["errors"][0]["field"] == "log"
    assert "2000000" in response.text
