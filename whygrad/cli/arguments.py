"""The arguments of `whygrad`: one module of `commands` each."""

from __future__ import annotations

import argparse
from importlib.metadata import version

from whygrad.cli.commands import COMMANDS
from whygrad.languages import LANGUAGES


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands; each leaves its `run` in the options."""
    parser = argparse.ArgumentParser(
        prog="whygrad", description="Why did autograd do that? Answers that have been run."
    )
    parser.add_argument("--version", action="version", version=f"whygrad {version('whygrad')}")
    common = common_arguments()
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        name, (summary, *_) = command.__name__.rpartition(".")[2], str(command.__doc__).splitlines()
        subparser = subparsers.add_parser(name, help=summary, description=command.__doc__, parents=[common])
        command.configure(subparser)
        subparser.set_defaults(run=command.run)
    return parser


def common_arguments() -> argparse.ArgumentParser:
    """What every command takes."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--json", action="store_true", help="answer with one JSON document")
    parser.add_argument(
        "--lang", choices=LANGUAGES, help="language of the answer (default: the settings', the system's)"
    )
    return parser
