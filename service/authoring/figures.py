"""Draws the figures of concepts as SVG from what a run printed: a graph or a table, with no words to translate."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import marshmallow as ma
from marshmallow import validate

FONT_PIXELS = 14
CHARACTER_PIXELS = 8.6  # of the widest digit in the monospace font at that size
ROW_PIXELS = 34
BOX_PIXELS = 30
GAP_PIXELS = 34
MARGIN_PIXELS = 12
MARKS = {"yes": "#1a7f37", "no": "#cf222e"}
FILLS = {"leaf": "#ddf4ff", "node": "#f6f8fa", "saved": "#fff8c5", "lost": "#ffebe9", "root": "#dafbe1"}
LIMIT = validate.Length(min=1, max=60)
TEXT = validate.Length(max=80)


class FigureError(ValueError):
    """What the program of a figure printed is not what a figure is drawn from."""


class NodeForm(ma.Schema):
    """A box of a graph."""

    id = ma.fields.String(required=True, validate=LIMIT)
    label = ma.fields.String(required=True, validate=TEXT)
    kind = ma.fields.String(load_default="node", validate=validate.OneOf(FILLS))


class EdgeForm(ma.Schema):
    """An arrow from one box to another."""

    source = ma.fields.String(required=True, data_key="from")
    target = ma.fields.String(required=True, data_key="to")
    label = ma.fields.String(load_default="", validate=TEXT)


class GraphForm(ma.Schema):
    """Boxes and arrows; arrows make no circle."""

    nodes = ma.fields.List(ma.fields.Nested(NodeForm), required=True, validate=LIMIT)
    edges = ma.fields.List(ma.fields.Nested(EdgeForm), required=True, validate=validate.Length(max=120))


class TableForm(ma.Schema):
    """A table; cells that read `yes` or `no` are drawn in colour."""

    columns = ma.fields.List(ma.fields.String(validate=TEXT), required=True, validate=LIMIT)
    rows = ma.fields.List(
        ma.fields.List(ma.fields.String(validate=TEXT), validate=LIMIT), required=True, validate=LIMIT
    )


class FigureForm(ma.Schema):
    """One figure: a graph or a table."""

    graph = ma.fields.Nested(GraphForm)
    table = ma.fields.Nested(TableForm)


@dataclass(frozen=True)
class Box:
    """A node where it is drawn: its centre and width, in pixels."""

    label: str
    kind: str
    x: float
    y: float
    width: float


def draw_figure(printed: str) -> str:
    """The SVG of what a program printed, a JSON object of `FigureForm`; raises `FigureError`."""
    try:
        form: Mapping[str, Any] = FigureForm().loads(printed)
    except (ma.ValidationError, ValueError) as error:
        raise FigureError(f"does not print a figure: {error}") from error
    if len(form) != 1:
        raise FigureError("a figure is one graph or one table")
    if "graph" in form:
        return draw_graph(form["graph"]["nodes"], form["graph"]["edges"])
    return draw_table(form["table"]["columns"], form["table"]["rows"])


# --- graphs


def draw_graph(nodes: Sequence[Mapping[str, str]], edges: Sequence[Mapping[str, str]]) -> str:
    """Boxes in layers, each arrow from a higher layer to a lower one."""
    layers = arrange_layers([node["id"] for node in nodes], edges)
    widths = {node["id"]: text_width(node["label"]) + 24 for node in nodes}
    layer_widths = [sum(widths[name] + GAP_PIXELS for name in layer) - GAP_PIXELS for layer in layers]
    width = max(layer_widths) + 2 * MARGIN_PIXELS
    by_id = {node["id"]: node for node in nodes}
    boxes: dict[str, Box] = {}
    for depth, layer in enumerate(layers):
        left = (width - layer_widths[depth]) / 2
        y = MARGIN_PIXELS + depth * (BOX_PIXELS + GAP_PIXELS) + BOX_PIXELS / 2
        for name in layer:
            node = by_id[name]
            boxes[name] = Box(node["label"], node["kind"], left + widths[name] / 2, y, widths[name])
            left += widths[name] + GAP_PIXELS
    height = 2 * MARGIN_PIXELS + len(layers) * (BOX_PIXELS + GAP_PIXELS) - GAP_PIXELS
    arrows = [draw_arrow(boxes[edge["source"]], boxes[edge["target"]], edge["label"]) for edge in edges]
    return wrap_svg(width, height, [*arrows, *map(draw_box, boxes.values())])


def arrange_layers(names: Sequence[str], edges: Sequence[Mapping[str, str]]) -> list[list[str]]:
    """Each node one layer below the lowest node that points to it, near the middle of those; raises `FigureError`."""
    parents: dict[str, list[str]] = {name: [] for name in names}
    if len(parents) < len(names):
        raise FigureError("two nodes have the same id")
    for edge in edges:
        if edge["source"] not in parents or edge["target"] not in parents:
            raise FigureError(f"an edge names a node that is not there: {edge['source']} to {edge['target']}")
        parents[edge["target"]].append(edge["source"])
    depths: dict[str, int] = {}
    waiting = list(names)
    while waiting:
        ready = [name for name in waiting if all(parent in depths for parent in parents[name])]
        if not ready:
            raise FigureError("the edges make a circle")
        for name in ready:
            depths[name] = 1 + max((depths[parent] for parent in parents[name]), default=-1)
        waiting = [name for name in waiting if name not in depths]
    layers: list[list[str]] = [[] for _ in range(1 + max(depths.values()))]
    for name in names:
        layers[depths[name]].append(name)
    for above, layer in itertools.pairwise(layers):
        places = {name: index for index, name in enumerate(above)}
        layer.sort(key=lambda name: mean([places.get(parent, 0) for parent in parents[name]]))
    return layers


def mean(values: Sequence[float]) -> float:
    """The mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def draw_box(box: Box) -> str:
    """A rounded box with its label."""
    left, top = box.x - box.width / 2, box.y - BOX_PIXELS / 2
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{box.width:.1f}" height="{BOX_PIXELS}" rx="6" '
        f'fill="{FILLS[box.kind]}" stroke="#57606a"/>' + draw_text(box.x, box.y, box.label, "middle")
    )


def draw_arrow(source: Box, target: Box, label: str) -> str:
    """A line from the lower side of one box to the upper side of another."""
    y1, y2 = source.y + BOX_PIXELS / 2, target.y - BOX_PIXELS / 2 - 6
    line = (
        f'<line x1="{source.x:.1f}" y1="{y1:.1f}" x2="{target.x:.1f}" y2="{y2:.1f}" stroke="#57606a" '
        'marker-end="url(#arrow)"/>'
    )
    x, y = (source.x + target.x) / 2 + 6, (y1 + y2) / 2
    return line + (draw_text(x, y, label, "start") if label else "")


# --- tables


def draw_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table with a header; raises `FigureError` where a row has not as many cells as there are columns."""
    if any(len(row) != len(columns) for row in rows):
        raise FigureError("each row has as many cells as there are columns")
    widths = [max(map(text_width, column)) + 24 for column in zip(columns, *rows, strict=True)]
    lefts = [MARGIN_PIXELS + sum(widths[:index]) for index in range(len(widths))]
    width, height = lefts[-1] + widths[-1] + MARGIN_PIXELS, (1 + len(rows)) * ROW_PIXELS + 2 * MARGIN_PIXELS
    parts = [f'<rect x="0" y="0" width="{width:.1f}" height="{MARGIN_PIXELS + ROW_PIXELS}" fill="#f6f8fa"/>']
    for index, cells in enumerate([columns, *rows]):
        y = MARGIN_PIXELS + index * ROW_PIXELS + ROW_PIXELS / 2
        parts += [
            draw_text(left + 12, y, cell, "start", MARKS.get(cell) if index else None)
            for left, cell in zip(lefts, cells, strict=True)
        ]
        below = y + ROW_PIXELS / 2
        parts.append(f'<line x1="0" y1="{below:.1f}" x2="{width:.1f}" y2="{below:.1f}" stroke="#d0d7de"/>')
    return wrap_svg(width, height, parts)


# --- both


def text_width(text: str) -> float:
    """About how wide a text is, in pixels."""
    return len(text) * CHARACTER_PIXELS


def draw_text(x: float, y: float, text: str, anchor: str, colour: str | None = None) -> str:
    """A text whose middle line is at `y`."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" dominant-baseline="central" '
        f'fill="{colour or "#1f2328"}">{escape(text)}</text>'
    )


def wrap_svg(width: float, height: float, parts: Sequence[str]) -> str:
    """A whole picture on white, so that it can be read on a dark page too."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="{FONT_PIXELS}">'
        '<defs><marker id="arrow" viewBox="0 0 10 10" refX="5" refY="5" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M0 0 L10 5 L0 10 z" fill="#57606a"/></marker></defs>'
        '<rect width="100%" height="100%" fill="#ffffff"/>' + "".join(parts) + "</svg>"
    )
