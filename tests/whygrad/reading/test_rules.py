"""Every rule of reading has examples that the whole reader reads with it, and reads wrongly without it."""

import importlib
import pkgutil
import re
from re import _constants as op
from re import _parser as parser

import pytest

import whygrad.reading
from whygrad.reading import read_report
from whygrad.reading import wrappings as wrappings_package
from whygrad.reading.rules import Rule

MODULES = [
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(whygrad.reading.__path__, "whygrad.reading.")
]


def tables():
    """Each table of rules once, in the module that defines it."""
    seen = set()
    for module in MODULES:
        for name, table in vars(module).items():
            is_table = isinstance(table, tuple) and table and all(isinstance(item, Rule) for item in table)
            if is_table and id(table) not in seen:
                seen.add(id(table))
                yield module, name, table


CASES = [
    pytest.param(module, name, rule, example, id=f"{rule.name}: {example.paste[:30]!r}")
    for module, name, table in tables()
    for rule in table
    for example in rule.examples
]
WRAPPED = [
    pytest.param(wrapping, example, id=f"{wrapping.name}: {example.paste[:30]!r}")
    for wrapping in wrappings_package.WRAPPINGS
    for example in wrapping.examples
]


def reads(paste):
    """What an example says of a paste."""
    report = read_report(paste)
    frame = report.failing_frame
    place = f" @ {frame.file}:{frame.line} {frame.source}" if frame else ""
    return f"{report.exception.type}: {report.exception.message}{place}" if report.exception else ""


@pytest.mark.parametrize(("module", "table", "rule", "example"), CASES)
def test_an_example_is_read_with_its_rule_only(module, table, rule, example, monkeypatch):
    assert reads(example.paste) == example.reads
    others = tuple(other for other in getattr(module, table) if other is not rule)
    monkeypatch.setattr(module, table, others)
    assert reads(example.paste) != example.reads


@pytest.mark.parametrize(("wrapping", "example"), WRAPPED)
def test_an_example_is_read_with_its_wrapping_only(wrapping, example, monkeypatch):
    assert reads(example.paste) == example.reads
    others = tuple(other for other in wrappings_package.WRAPPINGS if other is not wrapping)
    monkeypatch.setattr(wrappings_package, "WRAPPINGS", others)
    assert reads(example.paste) != example.reads


@pytest.mark.parametrize("rule", [rule for _, _, table in tables() for rule in table], ids=lambda rule: rule.name)
def test_a_rule_has_examples_and_needs_what_its_pattern_needs(rule):
    assert rule.examples
    for text in texts_of(parser.parse(rule.pattern, re.VERBOSE)):
        assert any(literal in text for literal in rule.needs), text


def texts_of(tree):
    """The shortest texts of a parsed pattern, one for each way through its alternatives."""
    texts = [""]
    for node in tree:
        texts = [text + end for text in texts for end in ends_of(*node)][:2_000]
    return texts


def ends_of(code, argument):
    if code is op.LITERAL:
        return [chr(argument)]
    if code is op.BRANCH:
        return [text for branch in argument[1] for text in texts_of(branch)]
    if code is op.SUBPATTERN:
        return texts_of(argument[3])
    if code is op.IN and len(argument) < 8 and all(item[0] is op.LITERAL for item in argument):
        return [chr(item[1]) for item in argument]
    if code in (op.MAX_REPEAT, op.MIN_REPEAT):
        return [text * argument[0] for text in texts_of(argument[2])] if argument[0] else [""]
    return [""] if code in (op.AT, op.ASSERT, op.ASSERT_NOT, op.GROUPREF) else ["\0"]
