"""Which texts the language server has repaired: each once at a time, the last ones remembered, none for another text."""

import threading

import pytest

from whygrad.answers.runs import Repair
from whygrad.client import ServerError
from whygrad.lsp import repairs as module
from whygrad.lsp.repairs import MOST_TEXTS, Repairs
from whygrad.repairing import NotPermitted


@pytest.fixture
def asked(monkeypatch):
    """The texts that were sent; each is answered as `answers` says, when `go` is set."""
    sent, go, answers = [], threading.Event(), {}

    def repair_program(_, text, **known):
        sent.append(text)
        assert go.wait(10)
        answer = answers.get(text, Repair(id=text, progress="done"))
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(module, "repair_program", repair_program)
    return sent, go, answers


def finish():
    """Wait for what is under way."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and thread.name.endswith("(_repair)"):
            thread.join(10)


def test_a_text_is_sent_once_while_it_is_pending_and_once_it_is_done(asked):
    sent, go, _ = asked
    repairs = Repairs(None)
    for _ in range(3):
        repairs.ask("a = 1", "")
    assert repairs.of("a = 1") is None
    go.set()
    finish()
    repairs.ask("a = 1", "")
    finish()
    assert sent == ["a = 1"] and repairs.of("a = 1").id == "a = 1" and repairs.of("a = 2") is None


def test_one_that_failed_is_told_and_sent_again(asked):
    sent, go, answers = asked
    go.set()
    answers["a = 1"] = ServerError("busy")
    repairs = Repairs(None)
    repairs.ask("a = 1", "")
    finish()
    assert str(repairs.of("a = 1")) == "busy"
    answers.clear()
    repairs.ask("a = 1", "")
    finish()
    assert len(sent) == 2 and repairs.of("a = 1").id == "a = 1"


def test_one_that_is_not_permitted_can_be_permitted_later(asked):
    sent, go, answers = asked
    go.set()
    answers["a = 1"] = NotPermitted()
    repairs = Repairs(None)
    for _ in range(2):
        repairs.ask("a = 1", "")
        finish()
    assert len(sent) == 2 and repairs.of("a = 1") is None


def test_the_last_texts_are_remembered(asked):
    _, go, _ = asked
    go.set()
    repairs = Repairs(None)
    for number in range(MOST_TEXTS + 1):
        repairs.ask(f"a = {number}", "")
        finish()
    assert repairs.of("a = 0") is None
    assert all(repairs.of(f"a = {number}") for number in range(1, MOST_TEXTS + 1))


def test_a_text_with_half_a_surrogate_pair_has_a_place_too(asked):
    _, go, _ = asked
    go.set()
    repairs = Repairs(None)
    repairs.ask("'\ud800'", "")
    finish()
    assert repairs.of("'\ud800'")
