"""The arguments of `whygrad`: one module of `commands` each."""

from __future__ import annotations

import argparse

from whygrad.cli.commands import COMMANDS
from whygrad.languages import LANGUAGES


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands; each leaves its `run` in the options, and what they were parsed by."""
    parser = argparse.ArgumentParser(
        prog="whygrad", description="Why did autograd do that? Answers that have been run."
    )
    parser.add_argument("--version", action=ShowVersion, nargs=0, help="show the version and exit")
    common = common_arguments()
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        name, (summary, *_) = command.__name__.rpartition(".")[2], str(command.__doc__).splitlines()
        subparser = subparsers.add_parser(name, help=summary, description=command.__doc__, parents=[common])
        command.configure(subparser)
        subparser.set_defaults(run=command.run, parser=parser)
    return parser


class ShowVersion(argparse.Action):
    """Prints the version; looks it up only then, since that takes as long as all other imports."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print it and exit."""
        from importlib.metadata import version

        print(f"whygrad {version('whygrad')}")
        parser.exit()


def common_arguments() -> argparse.ArgumentParser:
    """What every command takes."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--json", action="store_true", help="answer with one JSON document")
    parser.add_argument(
        "--lang", choices=LANGUAGES, help="language of the answer (default: the settings', the system's)"
    )
    return parser
