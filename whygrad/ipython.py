"""IPython and notebooks: `%load_ext whygrad` says below a failing cell's traceback why autograd did that.

`%whygrad` shows the last error at length. `%%whygrad` watches its cell, `%whygrad watch` every cell from then on until
`%whygrad rest`: then the line that did it is named, in whatever cell it stands. Watching keeps the tensors of up to
20,000 operations.
"""

from __future__ import annotations

import linecache
from contextlib import ExitStack
from typing import TYPE_CHECKING

from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, magics_class
from IPython.display import publish_display_data

from whygrad.answering import Answering
from whygrad.answers.brief import brief_markdown, show_line
from whygrad.answers.library import KnowledgeMissing
from whygrad.answers.markdown import diagnosis_markdown
from whygrad.answers.replies import Diagnosis
from whygrad.answers.terminal import lay_out
from whygrad.cli.messages import say
from whygrad.running.failures import describe_failure
from whygrad.user.last_failure import CulpritLine, record_failure
from whygrad.user.settings import SettingsError, read_settings

if TYPE_CHECKING:
    from whygrad.running.traced import Watching

COMMANDS = ("", "watch", "rest")


def load(shell: InteractiveShell) -> None:
    """Explain the failures of this shell from now on."""
    magic = Explaining(shell)
    shell.register_magics(magic)
    shell.events.register("post_run_cell", magic.after_cell)


@magics_class
class Explaining(Magics):
    """Explains what goes wrong in the cells of one shell."""

    def __init__(self, shell: InteractiveShell) -> None:
        """Watch nothing yet."""
        super().__init__(shell)
        self._shell = shell
        self._answering = Answering(read_settings())
        self._last: Diagnosis | None = None
        self._watching: Watching | None = None
        self._stack = ExitStack()

    @line_cell_magic
    def whygrad(self, line: str, cell: str | None = None) -> None:
        """Show the last error at length; as a cell magic, watch the cell; `watch` and `rest` begin and end that."""
        if cell is not None:
            self.watch()
            self._shell.run_cell(cell, store_history=False)
            self.rest()
        elif line.strip() not in COMMANDS:
            print(f"UsageError: %whygrad [{'|'.join(filter(None, COMMANDS))}]")
        else:
            {"": self.show_last, "watch": self.watch, "rest": self.rest}[line.strip()]()

    def watch(self) -> None:
        """Watch what runs from now on."""
        from whygrad.running.traced import Watching

        if self._watching is None:
            self._watching = self._stack.enter_context(Watching())

    def rest(self) -> None:
        """Watch no more."""
        self._stack.close()
        self._watching = None

    def show_last(self) -> None:
        """The last error, at length."""
        if self._last is None:
            print(say(self._answering.language, "no_error_yet"))
        else:
            show(diagnosis_markdown(self._last, self._answering.language))

    def after_cell(self, result: ExecutionResult) -> None:
        """Explain the error of a cell below its traceback."""
        error = result.error_in_exec
        if not isinstance(error, Exception) or getattr(error, "_whygrad_told", False):
            return
        error._whygrad_told = True  # type: ignore[attr-defined]  # a cell within a cell ends twice
        try:
            self.explain(error)
        except (KnowledgeMissing, SettingsError) as reason:
            print(f"whygrad: {reason}")

    def explain(self, error: Exception) -> None:
        """Show what is known of an error, and keep it for editors."""
        culprit = self._watching.culprit_of(error) if self._watching else None
        lines = self._shell.InteractiveTB.structured_traceback(type(error), error, error.__traceback__, tb_offset=1)
        diagnosis = self._answering.diagnose("\n".join(lines))
        if self._answering.settings.record == "on":
            record_failure(describe_failure(error, ("notebook",), culprit))
        if diagnosis.answer is not None:
            self._last = diagnosis
            shown = self.show_culprit(culprit) if culprit else ""
            show(brief_markdown(diagnosis, self._answering.language, shown, say(self._answering.language, "magic")))

    def show_culprit(self, culprit: CulpritLine) -> str:
        """The line that did it, with its cell."""
        named = self._shell.compile.format_code_name(culprit.file)
        source = linecache.getline(culprit.file, culprit.line).rstrip("\n")
        columns = culprit.column, max(culprit.column, culprit.end_column)
        language = self._answering.language
        place = " ".join(named) if named else culprit.file
        return show_line(place, culprit.line, source, columns, culprit.explanation[language], language)


def show(markdown: str) -> None:
    """Show text for people: laid out for a terminal, as Markdown for a notebook."""
    publish_display_data({"text/plain": lay_out(markdown).rstrip("\n"), "text/markdown": markdown})
