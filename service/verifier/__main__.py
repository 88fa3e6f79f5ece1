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
    """Serve until SIGTERM or SIGINT; SIGTERM also comes when the process dies that this one is to end with."""
    options = read_options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if options.end_with is not None:
        end_with_parent(options.end_with)
    while True:
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            end_with_parent(parent)
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
    parser.add_argument("--end-with", type=int, metavar="PID", help="end when this process, the parent, does")
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
            server.leave_socket()
    sys.exit(0)


if __name__ == "__main__":
    main()
