"""Every signature against every recorded message: each message belongs to one entry, and to no other.

`tests/data/recorded_messages.jsonl` holds what 13 versions of torch, 1.13.1 to 2.15.0, printed for 245 families of faults,
most of which have no entry yet: those must be left alone.
"""

import json
from pathlib import Path

import pytest

from service.authoring.evidence.judging import signature_index
from service.authoring.folders import read_knowledge
from whygrad.reading import read_report

ROOT = Path(__file__).resolve().parents[2]
KNOWLEDGE = read_knowledge(ROOT / "knowledge")
INDEX = signature_index(KNOWLEDGE.entries.values())
RECORDED = [
    json.loads(line)
    for line in (ROOT / "tests" / "data" / "recorded_messages.jsonl").read_text(encoding="utf-8").splitlines()
]
# Where the message alone is not ours, the failing line of the program that printed it.
SOURCES = {
    "custom-fn-wrong-grad-count": "loss.backward()",
    "functorch-numpy-inside": "x.detach().numpy()",
    "grad-is-none-attributeerror": "weight.grad.zero_()",
}


def claims(record):
    source = SOURCES.get(record["family"], "step()")
    head = f'Traceback (most recent call last):\n  File "train.py", line 9, in <module>\n    {source}\n'
    return [match.entry for match in INDEX.match(read_report(head + record["text"]))]


@pytest.mark.parametrize("record", RECORDED, ids=lambda record: f"{record['family']}-{record['torch'][-1]}")
def test_a_message_is_claimed_by_its_own_entry_alone(record):
    claimed = claims(record)
    owners = {other["family"] for other in RECORDED if other["text"] == record["text"]} & KNOWLEDGE.entries.keys()
    assert set(claimed[:1]) == owners
    assert all(set(claimed[1:]) <= KNOWLEDGE.entries[owner].overlaps.keys() for owner in owners)


def test_every_entry_with_a_signature_is_tried():
    with_signature = {entry.id for entry in KNOWLEDGE.entries.values() if entry.signatures}
    recorded = {record["family"] for record in RECORDED}
    # What nobody recorded is claimed in the evidence of the entry's own reproductions, which `judge_claim` checks.
    unrecorded = {"silent-broadcast-loss", "ddp-ready-twice", "ddp-finished-reduction", "optimizer-frozen-parameter"}
    unrecorded |= {"ddp-grad-strides-warning", "cudnn-rnn-eval-backward"}  # several processes; a GPU
    unrecorded |= {"dataparallel-gather-scalars", "dataparallel-zero-grad"}  # two GPUs
    unrecorded |= {"optimizer-state-misfit"}
    assert with_signature - recorded <= unrecorded
