"""Runs the command: `python -m whygrad`."""

import sys

from whygrad.cli import main

sys.exit(main())
