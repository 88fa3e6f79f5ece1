"""What every template can use."""

from __future__ import annotations

from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, render_template

from service.api.responses import spare
from service.pages.frames import frame_lines
from service.pages.highlighting import colour_program, read_diff
from service.pages.links import in_language, link, page_language
from service.pages.markdown import plain, render_code_spans, render_inline, render_markdown
from service.pages.messages import label, say
from service.pages.outside import cut_line, reveal
from whygrad.answers.addresses import href_of
from whygrad.answers.candidates import candidates_of, group_by_test, place_of_test
from whygrad.answers.evidence import merge_runs
from whygrad.languages import LANGUAGES
from whygrad.tracing.families import CAUSE_ELSEWHERE

FILTERS = {
    "candidates": candidates_of,
    "by_test": group_by_test,
    "merge_runs": merge_runs,
    "markdown": render_markdown,
    "inline": render_inline,
    "code_spans": render_code_spans,
    "plain": plain,
    "program": colour_program,
    "diff_lines": read_diff,
    "frame_lines": frame_lines,
    "reveal": reveal,
    "cut_line": cut_line,
}
VERSION_CHARACTERS = 12


def register_templating(app: Flask) -> None:
    """Give the templates of an application the filters and names of pages."""
    app.jinja_env.filters |= FILTERS
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(name_globals)


def name_globals() -> dict[str, Any]:
    """The names that every template knows: texts and links in the language of the request."""
    language = page_language()
    return {
        "language": language,
        "languages": LANGUAGES,
        "say": partial(say, language),
        "label": partial(label, language),
        "href_of": href_of,
        "place_of_test": place_of_test,
        "cause_elsewhere": CAUSE_ELSEWHERE,
        "link": link,
        "in_language": in_language,
        "static": static,
    }


def static(name: str) -> str:
    """The address of a file of `static/`, which changes with its content, so that browsers can keep it."""
    return f"{current_app.static_url_path}/{name}?v={_version(Path(current_app.static_folder or ''), name)}"


@cache
def _version(folder: Path, name: str) -> str:
    return sha256((folder / name).read_bytes()).hexdigest()[:VERSION_CHARACTERS]


def page(template: str, *, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 - whatever the template shows
    """A page that depends on what was sent: browsers keep no copy of it."""
    response = Response(render_template(template, **values), status, content_type="text/html; charset=utf-8")
    response.headers["Content-Language"] = page_language()
    response.vary.add("Accept-Language")
    response.cache_control.no_store = True
    return response


def kept_page(template: str, **values: Any) -> Response:  # noqa: ANN401 - whatever the template shows
    """A page of the knowledge, with an entity tag; 304 where the browser has it."""
    response = page(template, **values)
    response.cache_control.no_store = False
    return spare(response, "page")
