"""`pytest --whygrad`: below a failing test's traceback, why autograd did that; loaded by every pytest, so light."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from whygrad.answering import Answering

OPTION = "--whygrad"
SECTION = "whygrad"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    group = parser.getgroup("whygrad")
    group.addoption(
        OPTION, action="store_true", help="say why autograd did that, below the tracebacks of failing tests"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Explain failures where that was asked for; else there is no hook that costs anything."""
    if config.getoption(OPTION):
        config.pluginmanager.register(Explanations(), "whygrad-explanations")


class Explanations:
    """Adds to each failing report a section, and to junit xml a property with the entry's id."""

    def __init__(self) -> None:
        """Answer as the user's settings say; read when the first test fails."""
        self._answering: Answering | None = None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Explain the exception that a test, its setup or its teardown failed with."""
        report = yield
        if report.failed and call.excinfo is not None:
            self.explain(call.excinfo.value, item, report)
        return report

    def explain(self, error: BaseException, item: pytest.Item, report: pytest.TestReport) -> None:
        """Add what is known of the error; nothing where it is none of ours."""
        from whygrad.answers.brief import brief_markdown
        from whygrad.answers.terminal import lay_out
        from whygrad.running.failures import traceback_text

        answering = self.answering()
        diagnosis = answering.diagnose(traceback_text(error))
        if diagnosis.answer is not None:
            report.sections.append((SECTION, lay_out(brief_markdown(diagnosis, answering.language))))
            item.user_properties.append((SECTION, diagnosis.answer.id))  # junit xml has those of the teardown's report

    def answering(self) -> Answering:
        """What answers."""
        if self._answering is None:
            from whygrad.answering import Answering
            from whygrad.user.settings import read_settings

            self._answering = Answering(read_settings())
        return self._answering
