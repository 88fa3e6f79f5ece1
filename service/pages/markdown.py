"""Markdown as HTML: no raw HTML and no pictures; links lead to pages of this server or to https addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

from service.pages.links import link

# A path on this server or an https address.
# Without `(?!/)` the path `//elsewhere.example` would lead to another server.
_SAFE_ADDRESS = re.compile(r"/(?!/)|https://")
_TEXTS_KEPT = 4096

Options = Mapping[str, Any]
Environment = Mapping[str, Any]


class PageRenderer(RendererHTML):
    """Writes links to pages of ours so that they keep the language that the reader chose."""

    def link_open(self, tokens: Sequence[Token], index: int, _options: Options, environment: Environment) -> str:
        """The opening tag of a link."""
        address = str(tokens[index].attrs["href"])
        if address.startswith("/"):
            address += environment["query"]
        return f'<a href="{Markup.escape(address)}">'


def is_safe(url: str) -> bool:
    """Whether a link may lead there."""
    return _SAFE_ADDRESS.match(url) is not None


def make_parser() -> MarkdownIt:
    """A parser of the knowledge's prose."""
    parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=PageRenderer)
    parser.validateLink = is_safe  # type: ignore[method-assign]  # the way that markdown-it has for it
    return parser.enable("table").disable("image")


_PROSE = make_parser()
_CODE_SPANS = MarkdownIt("zero").enable("backticks")


def render_markdown(text: str) -> Markup:
    """A text of the knowledge: paragraphs, lists, tables."""
    return Markup(_render(text, link("")))


def render_inline(text: str) -> Markup:
    """A sentence of the knowledge: code, emphasis, links."""
    return Markup(_render_inline(text, link("")))


def render_code_spans(text: str) -> Markup:
    """A sentence that holds words of a paste: nothing but code spans is read in it, and nothing is remembered."""
    return Markup(_CODE_SPANS.renderInline(text))


def plain(text: str) -> str:
    """A title without the marks of code spans, where no markup can be."""
    return text.replace("`", "")


@lru_cache(_TEXTS_KEPT)
def _render(text: str, query: str) -> str:
    return str(_PROSE.render(text, {"query": query}))


@lru_cache(_TEXTS_KEPT)
def _render_inline(text: str, query: str) -> str:
    return str(_PROSE.renderInline(text, {"query": query}))
