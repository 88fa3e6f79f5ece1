"""What a worker holds of the knowledge."""

import gc

from service.domain.knowledge import build_served
from service.storage.snapshot import Snapshot


def test_the_knowledge_is_spared_from_garbage_collection():
    gc.unfreeze()
    build_served(Snapshot(1, "0" * 64, {}))
    assert gc.get_freeze_count() > 0
    gc.unfreeze()
