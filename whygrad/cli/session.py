"""What every command has: settings, answers, and a way to show them."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import replace
from typing import Any, TextIO

from whygrad.answering import Answering
from whygrad.answers.codec import dump
from whygrad.answers.terminal import lay_out
from whygrad.cli.messages import say
from whygrad.user.settings import Settings


class Session:
    """One call of the command."""

    def __init__(self, settings: Settings, options: argparse.Namespace) -> None:
        """Answer in the language of the options, else of the settings."""
        self.settings = replace(settings, language=options.lang) if options.lang else settings
        self.answering = Answering(self.settings)
        self.language = self.answering.language
        self.as_json: bool = options.json

    def show(self, document: Any, markdown: str) -> None:  # noqa: ANN401 - any answer
        """Show an answer: one JSON document, or text for people."""
        if self.as_json:
            self.write_json(dump(document))
        else:
            self.write_markdown(markdown)

    def say(self, name: str, /, **values: object) -> str:
        """A sentence of the command in the user's language."""
        return say(self.language, name, **values)

    def tell(self, name: str, /, **values: object) -> None:
        """Say something beside the answer, after what has been written of it."""
        sys.stdout.flush()
        print(f"whygrad: {self.say(name, **values)}", file=sys.stderr)

    def tell_notes(self) -> None:
        """Say what a person should know of how it was answered."""
        for note in self.answering.notes:
            self.tell("answered_offline", reason=note)

    @staticmethod
    def write_json(document: Any) -> None:  # noqa: ANN401 - any JSON
        """Write a document."""
        print(json.dumps(document, ensure_ascii=False, indent=2))

    @staticmethod
    def write_markdown(markdown: str, stream: TextIO | None = None) -> None:
        """Write text for people, to stdout: on a terminal with colours and links where `rich` is there, else plain."""
        stream, text = stream or sys.stdout, without_controls(markdown)
        if stream.isatty() and not os.environ.get("NO_COLOR") and _write_rich(text, stream):
            return
        print(lay_out(text), end="", file=stream)

    def write_aside(self, markdown: str) -> None:
        """Write text for people beside the output of their program: to stderr, below a blank line."""
        print(file=sys.stderr)
        self.write_markdown(markdown, sys.stderr)


def without_controls(text: str) -> str:
    """`text` without characters that would drive a terminal; lines and tabs stay."""
    return "".join(character for character in text if character.isprintable() or character in "\n\t")


def _write_rich(markdown: str, stream: TextIO) -> bool:
    """Write by `rich`; False where it is not installed."""
    try:
        from rich.console import Console
        from rich.markdown import Markdown
    except ImportError:
        return False
    Console(file=stream).print(Markdown(markdown))
    return True
