"""Markup of web pages, forums and Markdown around or inside a traceback."""

from __future__ import annotations

import html
import re

from whygrad.reading.rules import Example, Rule, Wrapping, has_any

_DRIVE = re.compile(r"\b[A-Za-z]:\\")


def decode_entity(entity: re.Match[str]) -> str:
    """The character that an entity stands for, also one that was encoded several times."""
    return html.unescape(entity[0].replace("&amp;", "&", entity[0].count("&amp;") - 1))


RULES = (
    Rule(
        "tag that breaks a line",
        needs=("<br", "</"),
        pattern=r"(?i: <br\ ?/?>\n? | </(?:p|div|pre|tr|li|h[1-6]|blockquote)> )",
        puts="\n",
        examples=(
            Example("ValueError: no<br>Why?", "ValueError: no"),
        ),
    ),
    Rule(
        "tag",
        needs=("<",),
        given=("</",),
        pattern=r"""
            (?i: </? (?:span|pre|code|div|p|a|b|i|em|strong|font|td|th|tr|li|ul|ol|h[1-6]|blockquote|samp|kbd|tt|o:p)
            (?:\s[^<>\n]{0,300})? > )""",
        examples=(Example('<span class="red">ValueError</span>: no', "ValueError: no"),),
    ),
    Rule(
        "tag of a forum",
        needs=("[",),
        given=("[/",),
        pattern=r"(?i: \[/?(?:code|quote|pre|spoiler|color|size|font)(?:=[^\]\n]{0,60})?\] )",
        examples=(Example("[code]ValueError: no[/code]", "ValueError: no"),),
    ),
    Rule(
        "tag of a forum, of one letter",  # with its end: `x[i]` is an index
        needs=("[/",),
        pattern=r"(?i: \[([bius])\]([^\[\]\n]{0,500})\[/\1\] )",
        puts=r"\2",
        examples=(Example("[b]ValueError[/b]: no", "ValueError: no"),),
    ),
    Rule(
        "link of Markdown",
        needs=("](",),
        pattern=r"""
            \[ ( (?:[^\[\]\n]|\[[^\[\]\n]{0,80}\]){1,300} ) \]
            \( [a-z][a-z+.-]{1,40}:(?://|\?) [^()\s]{0,500} \)""",
        puts=r"\1",
        examples=(
            Example("[/tmp/x.py](https://localhost:8080/#) in f(a)\n----> 3 g()\n\nValueError: no",
                    "ValueError: no @ /tmp/x.py:3 g()"),
            Example("Cell [In[7], line 3](vscode-notebook-cell:?execution_count=7&line=3)\n"
                    "----> [3](vscode-notebook-cell:?execution_count=7&line=3) g()\n\nValueError: no",
                    "ValueError: no @ Cell In[7]:3 g()"),
        ),
    ),
    Rule(
        "end of a bold traceback",
        needs=("**",),
        given=("**File", "**Trace"),
        pattern=r"\*\*(?<=[\w)\],.:\"']\*\*)\ {0,4}$",
        examples=(Example('**File "a.py", line 3, in f\n    g()**\nValueError: no', "ValueError: no @ a.py:3 g()"),),
    ),
    Rule(
        "entity",
        needs=("&",),
        pattern=r"&(?:amp;){0,20}(?:amp|lt|gt|quot|apos|nbsp|\#\d{1,6}|\#[xX][0-9a-fA-F]{1,5});",
        puts=decode_entity,
        examples=(Example("ValueError: x &lt; y", "ValueError: x < y"),),
    ),
)  # fmt: skip
ESCAPE_RULES = (
    Rule(
        "escape of Markdown",
        needs=("\\",),
        given=("\\_",),
        pattern=r"\\([_*\[\]<>\#`])",
        puts=r"\1",
        examples=(Example("ValueError: no grad\\_fn", "ValueError: no grad_fn"),),
    ),
)

_SIGNS = tuple(dict.fromkeys(sign for rule in (*RULES, *ESCAPE_RULES) for sign in rule.given or rule.needs))


def unwrap(text: str) -> str:
    """Take the markup off; a Windows path keeps its backslashes."""
    rules = [
        rule for rule in RULES if rule.may_match(text)
    ]  # a closing tag gives opening ones away also when it is gone
    if not _DRIVE.search(text):
        rules += [rule for rule in ESCAPE_RULES if rule.may_match(text)]
    for rule in rules:
        text = rule.replace_all(text)
    return text


def may_wrap(text: str) -> bool:
    """Whether a rule can find something."""
    return has_any(text, _SIGNS)


MARKUP = Wrapping("markup", may_wrap, unwrap, RULES[1].examples)
