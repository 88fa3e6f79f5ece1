"""Evidence for a small knowledge folder."""

from pathlib import Path

from service.authoring.evidence.running import Run, produce
from service.authoring.evidence.store import write_evidence
from service.authoring.folders import read_knowledge


def record(root: Path, run: Run) -> None:
    """Run every program of the folder and write what came of it."""
    knowledge = read_knowledge(root)
    for item_id in (*knowledge.entries, *knowledge.concepts):
        write_evidence(root, produce(knowledge, item_id, run))
