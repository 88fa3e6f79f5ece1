"""Tells lines of code and commands from prose."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from whygrad.reading.parsing import NotPython, parse_statements

STATEMENT_CHARACTERS = 400  # of a line; what is longer is no line that somebody wrote
OUTER_CHARACTERS = 40  # of indentation that can stand before a label

_SIMPLE = (ast.Assign, ast.AugAssign, ast.Import, ast.ImportFrom, ast.Return, ast.Raise, ast.Delete, ast.Assert)
_BLOCKS = (ast.For, ast.With, ast.FunctionDef, ast.ClassDef, ast.If, ast.While, ast.Try)

_MAY_BE_CODE = re.compile(r"[=(:]|import |return |raise |del ")
_BLOCK = re.compile(r"(?:async )?(?:def|for|with|while|if|try|class)\b.{0,400}:\s*(?:#.*)?$")
_BRANCH = re.compile(r"(?:elif .{1,400}|else|except\b.{0,200}|finally):\s*(?:#.*)?$")
_OPENS_BRACKET = re.compile(
    r"(?:(?:return |[\w.\[\], ]{1,80}=\s?)[\w.]{0,80}|[\w.]{1,80})[(\[{](?:.{0,200},)?\s{0,8}(?:#.*)?$", re.ASCII
)
_CLOSES_BRACKET = re.compile(r"[\w.]{1,80}=[^=].{0,200}[)\],]{1,8}(?:\[\d{1,3}\])?$", re.ASCII)
_PROMPT = re.compile(r"\s{0,8}(?:>>>|\.\.\.|In ?\[\d{0,5}\] ?:|\.{3,8}:)(?: |$)")
_PROGRAM = r"(?:python\d?(?:\.\d{1,2})?|torchrun|accelerate|deepspeed|srun|pip\d?|conda)"
_COMMAND = re.compile(
    rf"""
    \s{{0,8}} (?: [$%!]\ ? | (?:\([\w.-]{{1,40}}\)\ ?)? (?:PS\ )? [\w@.:\\/~-]{{0,100}}[$\#>]\ ? )?
    (?:[A-Z_]{{1,40}}=\S{{1,80}}\ ){{0,8}} {_PROGRAM}\ (?=-|\S{{0,200}}(?:\.py|install|launch|config|\d|/)|\w+\s-)
    | \s{{0,8}}[\w./-]{{1,60}}\ (?:\S{{1,80}}\ ){{0,20}}--\w[\w-]{{1,60}}(?:[ =]|$)
    | \s{{0,8}}--[a-z][\w-]{{1,60}}(?:[ =]\S{{1,200}})?(?:\ {{1,4}}\\)?\s{{0,8}}$
    """,
    re.VERBOSE,
)
_LABEL = re.compile(
    r"""
    (?: (?:>>>|In\ ?\[\d{0,5}\]\ ?:|-{1,6}>)\ {0,8} )?
    (?: (?:at\ |on\ |in\ )?(?:[Ll]ine|第)\ ?(?P<line>\d{1,7})(?:\ ?行)?\ ?[:：,，.]?\ {1,8}
      | (?P<number>\d{1,7})\ ?[:.)|]?\s{1,40}
      | [\w./\\-]{1,200}\.py\ ?(?:[:,]\ ?(?:line\ )?(?P<place>\d{1,7}))?\ ?:\ {1,8}
      | (?:[Cc]ode|[Ss]ource|出错代码|代码|报错行|出错行)[:：]\ {0,8}
    )?
    (?P<source>\S.*)$
    """,
    re.VERBOSE,
)
_RAISES = re.compile(r"(?:Error|Exception)\(|\braise\b")  # which tells no more than the error line


@dataclass(frozen=True)
class LabelledSource:
    """A line of source, and the number that stands before it."""

    source: str
    line: int | None


def strip_prompt(line: str) -> str | None:
    """What somebody typed behind a prompt of Python or IPython; `None` where there is no prompt."""
    prompt = _PROMPT.match(line)
    return line[prompt.end() :] if prompt else None


def is_code(line: str) -> bool:
    """Whether a line reads as Python or as a command."""
    if len(line) > STATEMENT_CHARACTERS:
        return False
    return _COMMAND.match(line) is not None or is_python(line.strip())


def is_python(bare: str) -> bool:
    """Whether a line without its indentation reads as a statement, or as the first line of one."""
    if not _MAY_BE_CODE.search(bare) or bare.startswith("#") or len(bare) > STATEMENT_CHARACTERS:
        return False
    return is_statement(bare) or _OPENS_BRACKET.match(bare) is not None or _CLOSES_BRACKET.match(bare) is not None


def is_statement(bare: str) -> bool:
    """Whether Python reads a line as a statement that does something."""
    if _BRANCH.match(bare):
        return True
    try:
        body = parse_statements(f"{bare.partition('  #')[0]} pass" if _BLOCK.match(bare) else bare)
    except NotPython:
        return False
    node = body[0] if body else None
    if node is None or names_chinese(node):
        return False
    is_call = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await) and " (" not in bare
    is_typed = isinstance(node, ast.AnnAssign) and node.value is not None
    return is_call or is_typed or isinstance(node, (*_SIMPLE, *_BLOCKS))


def names_chinese(node: ast.stmt) -> bool:
    """Whether a name is not ASCII: Python takes `把inplace=True改成False` for an assignment."""
    return any(isinstance(part, ast.Name) and not part.id.isascii() for part in ast.walk(node))


def read_labelled(line: str) -> LabelledSource | None:
    """The statement in a line, without the number, the file or the prompt before it."""
    bare = line.strip().rstrip("#").rstrip()
    label = _LABEL.match(bare) if len(bare) <= STATEMENT_CHARACTERS else None
    if label is None or not is_python(label["source"]) or _RAISES.search(label["source"]):
        return None
    number = label["line"] or label["number"] or label["place"]
    return LabelledSource(label["source"], int(number) if number else None)
