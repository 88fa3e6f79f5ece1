"""Figures are drawn from what a run printed, and nothing of it gets out of its text."""

import json
import xml.etree.ElementTree as ElementTree

import pytest

from service.authoring.figures import FigureError, draw_figure

GRAPH = {
    "graph": {
        "nodes": [
            {"id": "a", "label": "MeanBackward0", "kind": "root"},
            {"id": "b", "label": "MulBackward0"},
            {"id": "c", "label": "AccumulateGrad <w> & \"b\"", "kind": "leaf"},
        ],
        "edges": [{"from": "a", "to": "b", "label": "2"}, {"from": "b", "to": "c"}, {"from": "a", "to": "c"}],
    }
}  # fmt: skip
TABLE = {"table": {"columns": ["call", "records"], "rows": [["no_grad()", "no"], ["<script>", "yes"]]}}


def texts(svg):
    return [item.text for item in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_a_graph_goes_from_top_to_bottom():
    svg = draw_figure(json.dumps(GRAPH))
    assert set(texts(svg)) == {"MeanBackward0", "MulBackward0", 'AccumulateGrad <w> & "b"', "2"}
    boxes = [item for item in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}rect") if item.get("rx")]
    heights = [float(box.get("y")) for box in boxes]
    assert heights == sorted(set(heights))


def test_a_table_shows_each_cell_and_runs_nothing():
    svg = draw_figure(json.dumps(TABLE))
    assert texts(svg) == ["call", "records", "no_grad()", "no", "<script>", "yes"]
    assert "<script>" not in svg


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("not json", "does not print a figure"),
        ("[]", "does not print a figure"),
        ("{}", "one graph or one table"),
        (json.dumps(GRAPH | TABLE), "one graph or one table"),
        ('{"table": {"columns": ["a"], "rows": [["1", "2"]]}}', "as many cells"),
        ('{"table": {"columns": ["a"], "rows": [], "colour": 1}}', "Unknown field"),
        ('{"graph": {"nodes": [{"id": "a", "label": "x"}], "edges": [{"from": "a", "to": "z"}]}}', "not there"),
        ('{"graph": {"nodes": [{"id": "a", "label": "x"}], "edges": [{"from": "a", "to": "a"}]}}', "circle"),
        ('{"graph": {"nodes": [{"id": "a", "label": "x"}, {"id": "a", "label": "y"}], "edges": []}}', "same id"),
    ],
)
def test_what_is_no_figure_is_refused(printed, words):
    with pytest.raises(FigureError, match=words):
        draw_figure(printed)
