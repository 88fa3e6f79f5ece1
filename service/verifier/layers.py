"""The layers of confinement, as the probe at start found them."""

from __future__ import annotations

from typing import Literal

import msgspec

# Without one of these foreign code is refused. An ordinary container permits no namespaces: then paths can be stat-ed,
# and everything else is still closed.
REQUIRED = ("landlock", "seccomp", "no_new_privs", "rlimits", "network", "signals", "uid")


class Layers(msgspec.Struct, frozen=True):
    """Which layers hold. `landlock` is the ABI in force, 0 for none; `network` and `signals`: both are closed."""

    landlock: int = 0
    seccomp: bool = False
    mount_namespace: bool = False
    uid: Literal["server's", "root", "unprivileged"] = "server's"
    no_new_privs: bool = False
    rlimits: bool = False
    process_namespace: bool = False
    network: bool = False
    signals: bool = False

    def missing(self) -> list[str]:
        """The layers that do not hold, by name."""
        found = msgspec.structs.asdict(self) | {"uid": self.uid == "unprivileged"}
        return sorted(name for name, holds in found.items() if not holds)

    def missing_required(self) -> list[str]:
        """Those of them without which foreign code is refused."""
        return [name for name in self.missing() if name in REQUIRED]


NO_LAYERS = Layers()
