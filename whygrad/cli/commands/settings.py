"""Show the settings of this user, or set one; an empty value takes it back."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from whygrad.cli.exits import ANSWERED
from whygrad.cli.session import Session
from whygrad.user.settings import NAMES, Settings, read_settings, settings_path, write_setting


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("name", metavar="NAME", nargs="?", help=f"one of {', '.join(NAMES)}")
    parser.add_argument("value", metavar="VALUE", nargs="?", help="what to set it to")


def run(options: argparse.Namespace, session: Session) -> int:
    """Show or set."""
    settings = read_settings() if options.value is None else write_setting(options.name, options.value)
    session.show(asdict(settings), settings_markdown(settings, options.name, session))
    return ANSWERED


def settings_markdown(settings: Settings, name: str | None, session: Session) -> str:
    """The settings, or the one that is named, a line each."""
    shown = asdict(settings)
    lines = [f"- {session.say('setting', name=one, value=shown[one])}" for one in NAMES if name in (None, one)]
    return "\n".join(lines) + "\n\n" + session.say("settings_file", path=settings_path())
