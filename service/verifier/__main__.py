"""`python -m service.verifier --socket PATH`: the verifier as a process of its own."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from service.verifier.server import VerifierServer
from service.verifier.supervisor import Supervisor


def main() -> None:
    """Serve until SIGTERM or SIGINT; SIGTERM also comes when an embedding server dies."""
    parser = argparse.ArgumentParser(description="Run whygrad's verifier on a Unix socket.")
    parser.add_argument("--socket", type=Path, required=True, help="where to listen")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with Supervisor() as supervisor:
        supervisor.warm_in_background()
        server = VerifierServer(options.socket, supervisor)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass
        finally:
            options.socket.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
