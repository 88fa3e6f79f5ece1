"""`python -m service.verifier --socket PATH`: the verifier as a process of its own, which keeps itself alive."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from pathlib import Path

from service.settings import Settings, SettingsError
from service.verifier.embedded import end_with_parent
from service.verifier.layers import REQUIRED
from service.verifier.local import LocalVerifier
from service.verifier.runtimes import open_runtimes
from service.verifier.server import VerifierServer

RESTART_PAUSE_SECONDS = 0.5


def main() -> None:
    """Serve until SIGTERM or SIGINT; SIGTERM also comes when an embedding server dies."""
    options = read_options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while True:
        pid = os.fork()
        if pid == 0:
            if sys.platform == "linux":
                end_with_parent()
            serve(options.socket, options.accepted_gaps)
        try:
            _, status = os.waitpid(pid, 0)
        except (SystemExit, KeyboardInterrupt):
            os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)
            return
        print(f"the verifier ended ({os.waitstatus_to_exitcode(status)}); starting it again", file=sys.stderr)
        time.sleep(RESTART_PAUSE_SECONDS)


def read_options() -> argparse.Namespace:
    """Read the command line, and the setting that says the same as `--without`."""
    parser = argparse.ArgumentParser(description="Run whygrad's verifier on a Unix socket.")
    parser.add_argument("--socket", type=Path, required=True, help="where to listen")
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        choices=REQUIRED,
        metavar="LAYER",
        help=f"run foreign code although this layer is missing ({', '.join(REQUIRED)}); can be repeated",
    )
    options = parser.parse_args()
    try:
        options.accepted_gaps = Settings.from_environment().accepted_gaps | {*options.without}
    except SettingsError as error:
        parser.error(str(error))
    return options


def serve(path: Path, accepted_gaps: frozenset[str]) -> None:
    """Serve in this process until it is told to end."""
    with open_runtimes() as runtimes:
        server = VerifierServer(path, LocalVerifier(runtimes, accepted_gaps))
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass
        finally:
            path.unlink(missing_ok=True)
    sys.exit(0)


if __name__ == "__main__":
    main()
