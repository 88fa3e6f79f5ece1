"""IPython and notebooks: `%load_ext whygrad` says below a failing cell's traceback why autograd did that.

`%whygrad` shows the last error at length. `%%whygrad` watches its cell, `%whygrad watch` every cell from then on until
`%whygrad rest`: then the line that did it is named, in whatever cell it stands. Watching keeps the tensors of up to
20,000 operations. `%whygrad fix` has the cells repaired as one program; in JupyterLab that and the explanation are two
buttons, and a further click puts a correction into its cells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, magics_class
from IPython.display import publish_display_data

from whygrad.answering import Answering
from whygrad.answers.brief import brief_markdown
from whygrad.answers.codec import dump
from whygrad.answers.library import KnowledgeMissing
from whygrad.answers.markdown import diagnosis_markdown, lower_headings
from whygrad.answers.repair_markdown import repair_markdown
from whygrad.answers.replies import Diagnosis
from whygrad.answers.terminal import lay_out
from whygrad.cells import cell_edits, program_of
from whygrad.cli.messages import say
from whygrad.client import ServerError
from whygrad.repairing import NotPermitted, repair_program
from whygrad.running.culprits import pasted, show_culprit
from whygrad.running.failures import describe_failure, traceback_text
from whygrad.user.last_failure import CulpritLine, record_failure
from whygrad.user.settings import SettingsError, read_settings, settings_path

if TYPE_CHECKING:
    from whygrad.running.traced import Watching

COMMANDS = ("", "watch", "rest", "fix")
MIME = "application/vnd.whygrad+json"  # what the extension of JupyterLab shows
BUTTONS = ("explain", "fix", "apply", "applied", "changed")

_FENCE = re.compile(r"^(`{3,})\w+$", re.MULTILINE)


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
        self._error: Exception | None = None
        self._failed: set[int] = set()  # numbers of cells
        self._at = 0  # that of the cell with the error
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
            {"": self.show_last, "watch": self.watch, "rest": self.rest, "fix": self.fix}[line.strip()]()

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

    def fix(self) -> None:
        """Have the cells that ran, up to the last that failed, repaired as one program, and show the corrections."""
        if self._error is None:
            print(say(self._answering.language, "no_error_yet"))
            return
        if not self._answering.settings.runs_programs:
            self._answering = Answering(read_settings())
        cells = self.cells_of_failure()
        try:
            repair = repair_program(self._answering, program_of(cells), traceback=traceback_text(self._error))
        except NotPermitted:
            print(say(self._answering.language, "no_server", path=settings_path()))
        except ServerError as reason:
            print(f"whygrad: {reason}")
        else:
            edits = cell_edits(cells, repair.candidates[0]) if repair.candidates else ()
            told = replace(repair, culprit=None)  # whose line is not one of a cell
            show(repair_markdown(told, self._answering.language), {"cells": dump(edits)})

    def cells_of_failure(self) -> list[str]:
        """The cells that ran up to the one with the error, without others that failed."""
        others = self._failed - {self._at}
        return [cell for number, cell in enumerate(self.ran()[: self._at + 1]) if number not in others]

    def ran(self) -> list[str]:
        """The cells as they were typed, by number; of a cell within a cell, the outer one."""
        return self._shell.history_manager.input_hist_raw if self._shell.history_manager else []

    def after_cell(self, result: ExecutionResult) -> None:
        """Explain the error of a cell below its traceback."""
        error = result.error_in_exec
        number = len(self.ran()) - 1
        if error is not None:
            self._failed.add(number)
        if not isinstance(error, Exception) or getattr(error, "_whygrad_told", False):
            return
        error._whygrad_told = True  # type: ignore[attr-defined]  # a cell within a cell ends twice
        try:
            self.explain(error, number)
        except (KnowledgeMissing, SettingsError) as reason:
            print(f"whygrad: {reason}")

    def explain(self, error: Exception, number: int) -> None:
        """Show what is known of an error of the cell of that number, and keep it for editors."""
        culprit = self._watching.culprit_of(error) if self._watching else None
        diagnosis = self._answering.diagnose(self.traceback_of(error) + pasted(culprit))
        if self._answering.settings.record == "on":
            record_failure(describe_failure(error, ("notebook",), culprit))
        if diagnosis.answer is not None:
            self._last, self._error, self._at = diagnosis, error, number
            shown = show_culprit(culprit, self.name_place(culprit), self._answering.language) if culprit else ""
            more = [say(self._answering.language, name) for name in ("magic", *(() if culprit else ("magic.watch",)))]
            labels = {name: say(self._answering.language, f"button.{name}") for name in BUTTONS}
            show(brief_markdown(diagnosis, self._answering.language, shown, " ".join(more)), {"labels": labels})

    def traceback_of(self, error: Exception) -> str:
        """The traceback with its lines and cells, whatever `%xmode` the user reads it in."""
        formatter = self._shell.InteractiveTB
        mode = formatter.mode
        formatter.set_mode("Context")
        try:
            return "\n".join(formatter.structured_traceback(type(error), error, error.__traceback__, tb_offset=1))
        finally:
            formatter.set_mode(mode)

    def name_place(self, culprit: CulpritLine) -> str:
        """Its cell, else its file."""
        named = self._shell.compile.format_code_name(culprit.file)
        return " ".join(named) if named else culprit.file


def show(markdown: str, more: Mapping[str, Any] | None = None) -> None:
    """Show text for people: laid out for a terminal, as Markdown for a notebook; with `more`, for the extension too."""
    data: dict[str, Any] = {"text/plain": lay_out(markdown).rstrip("\n"), "text/markdown": below_a_cell(markdown)}
    publish_display_data(data | ({MIME: more} if more else {}))


def below_a_cell(markdown: str) -> str:
    """Markdown with small headings, and fences that name no language, which nbconvert would not set in monospace."""
    return _FENCE.sub(r"\1", lower_headings(markdown))
