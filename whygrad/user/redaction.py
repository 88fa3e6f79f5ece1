"""Replaces what names a person, a machine or a secret, before anything is sent."""

from __future__ import annotations

import getpass
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Rule:
    """What is replaced, by what, and an example that must not survive."""

    name: str
    pattern: re.Pattern[str]
    replacement: str
    example: str


def _rule(name: str, pattern: str, replacement: str, example: str) -> Rule:
    return Rule(name, re.compile(pattern, re.VERBOSE), replacement, example)


RULES = (
    _rule("a line of a key", r"(?m:^[ \t]{0,80}[A-Za-z0-9+/]{64}$)", "<key>", "MIIEowIBAAKCAQEA" * 4),
    _rule(
        "a token by its form",  # of GitHub, Hugging Face, OpenAI, Slack, AWS, Weights & Biases, a JSON Web Token
        r"""
        \b(?: gh[pousr]_\w{16,255} | github_pat_\w{16,255} | hf_\w{16,255} | sk-[\w-]{16,255} | xox[abprs]-[\w-]{10,255}
        | A[KS]IA[0-9A-Z]{16} | eyJ[\w-]{10,2000}\.[\w-]{10,2000}\.[\w-]{0,2000} | [0-9a-f]{40} )\b
        """,
        "<token>",
        "hf_aBcDeFgHiJkLmNoPqRsTuV",
    ),
    _rule(
        "a value by its name",
        r"""
        (?i: (?<![a-z]) (?P<name> (?:api|access|auth|secret|private)?[-_]?(?:token|key|secret|password|passwd) )
        (?P<is> ["']? \s{0,3} [=:] \s{0,3} ) (?P<quote> ["'] ) [^"'\n]{4,400} (?P=quote) )
        """,
        r"\g<name>\g<is>\g<quote><secret>\g<quote>",
        "api_key = 'abcd1234'",
    ),
    _rule("a bearer", r"(?i:\b(bearer|basic)[ ])[\w.~+/=-]{8,2000}", r"\1 <token>", "Authorization: Bearer abcd.efgh"),
    _rule(
        "a login in an address", r"(://)[^\s/@:]{1,100}(?::[^\s/@]{0,200})?@", r"\1<user>@", "https://mia:pass@host/x"
    ),
    _rule("an e-mail address", r"\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\b", "<mail>", "mia@example.org"),
    _rule(
        "an internet address",  # a version of three numbers is none, nor is the loopback
        r"""
        (?<![\w.]) (?!127\.) (?:\d{1,3}\.){3}\d{1,3} (?![\w.])
        | (?<![\w:]) (?:[0-9a-f]{1,4}:){4,7}:?[0-9a-f]{1,4} (?![\w:])
        """,
        "<address>",
        "tcp://10.0.3.17:29500",
    ),
    _rule(
        "a home folder",
        r"(?P<before>(?:/home|/Users|/root/home|/mnt/[a-z]/Users)/)[^/\s\"']{1,100}",
        r"\g<before>user",
        "/home/mia/train.py",
    ),
    _rule(
        "a home folder on Windows",
        r"(?i:(?P<before>\b[a-z]:\\{1,2}Users\\{1,2}))[^\\\s\"']{1,100}",
        r"\g<before>user",
        r"C:\Users\mia\train.py",
    ),
)


def redact(text: str) -> str:
    """`text` without what names a person, a machine or a secret; its lines stay as many."""
    for own in own_names():
        text = own.pattern.sub(own.replacement, text)
    for rule in RULES:
        text = rule.pattern.sub(rule.replacement, text)
    return text


def own_names() -> Iterator[Rule]:
    """The names of this user and machine, as whole words."""
    yield Rule("this home folder", re.compile(re.escape(str(Path.home()))), "/home/user", "")
    for replacement, name in (("<user>", _user()), ("<host>", socket.gethostname())):
        if len(name) > 2 and name not in ("root", "user", "localhost"):
            yield Rule(replacement, re.compile(rf"(?<!\w){re.escape(name)}(?!\w)"), replacement, "")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # an account without a name
        return ""
