"""What the user has set: a file in their own folder, so that no repository can switch anything on."""

from __future__ import annotations

import configparser
import os
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from whygrad.languages import LANGUAGES
from whygrad.user.folders import config_folder

SECTION = "whygrad"
SENDING = ("off", "traceback", "source")
SWITCHES = ("on", "off")
LOCAL = "local"


class SettingsError(Exception):
    """A setting that cannot be used; says which, and what would do."""


@dataclass(frozen=True)
class Settings:
    """The settings of the user."""

    language: Annotated[str, "en or zh; empty for the system's."] = ""
    server: Annotated[str, "Address of a server; `local` to run programs here without one; empty for neither."] = ""
    send: Annotated[str, "What may be sent to it: off, traceback (questions too), or source."] = "off"
    record: Annotated[str, "Whether the last failure is kept for editors: on or off."] = "on"

    def spoken(self) -> str:
        """The language to answer in."""
        return self.language or language_of_system()

    @property
    def address(self) -> str:
        """The address of the server; empty where there is none."""
        return "" if self.is_local else self.server

    @property
    def is_local(self) -> bool:
        """Whether programs are run by a verifier of this machine, to which nothing has to be sent."""
        return self.server == LOCAL

    @property
    def runs_programs(self) -> bool:
        """Whether there is something that may run the user's programs."""
        return self.is_local or self.permits("source")

    def permits(self, kind: str) -> bool:
        """Whether a `traceback` or `source` may be sent to the server."""
        return bool(self.address) and SENDING.index(self.send) >= SENDING.index(kind)


NAMES = tuple(field.name for field in fields(Settings))
CHOICES = {"language": ("", *LANGUAGES), "send": SENDING, "record": SWITCHES}


def settings_path() -> Path:
    """The file that the settings are in."""
    return config_folder() / "settings.ini"


def read_settings() -> Settings:
    """The settings of this user; raises `SettingsError` for a file that cannot be read or a value that is none."""
    return Settings(**{name: check(name, value) for name, value in _read(settings_path()).items()})


def write_setting(name: str, value: str) -> Settings:
    """Set one setting, and keep the others; raises `SettingsError`."""
    check(name, value)
    settings, path = replace(read_settings(), **{name: value}), settings_path()
    parser = configparser.ConfigParser(interpolation=None)
    parser[SECTION] = {one: getattr(settings, one) for one in NAMES if getattr(settings, one)}
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("w", encoding="utf-8") as file:
        parser.write(file)
    return settings


def check(name: str, value: str) -> str:
    """`value`, where the setting may be that; raises `SettingsError`."""
    if name not in NAMES:
        raise SettingsError(f"there is no setting {name!r}; there are {', '.join(NAMES)}")
    if name in CHOICES and value not in CHOICES[name]:
        raise SettingsError(f"{name} is {value!r}, but must be one of: {', '.join(filter(None, CHOICES[name]))}")
    if name == "server" and value not in ("", LOCAL) and not _is_address(value):
        raise SettingsError(f"server is {value!r}, but must be {LOCAL} or an address such as https://whygrad.example")
    return value


def language_of_system() -> str:
    """Chinese where the environment's locale is, else English."""
    named = (os.environ.get(variable, "") for variable in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, named), "").startswith("zh") else "en"


def _read(path: Path) -> dict[str, str]:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read(path, encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    return dict(parser[SECTION]) if parser.has_section(SECTION) else {}


def _is_address(text: str) -> bool:
    try:
        address = urlsplit(text)
    except ValueError:
        return False
    return address.scheme in ("http", "https") and bool(address.hostname) and not (address.query or address.fragment)
