"""Puts the compiled knowledge into the wheel, so that an installed whygrad answers offline."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class KnowledgeHook(BuildHookInterface[Any]):
    """Compiles `knowledge/` into `whygrad/_data/` of a wheel; in a checkout `make prepare` writes it instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the bundles and name them to the builder; raises `KnowledgeError` for knowledge without evidence."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from service.authoring.bundling import write_bundles

        self.folder = tempfile.TemporaryDirectory()
        for path in write_bundles(root / "knowledge", Path(self.folder.name)):
            build_data["force_include"][str(path)] = f"whygrad/_data/{path.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what the wheel has now."""
        if version != "editable":
            self.folder.cleanup()
