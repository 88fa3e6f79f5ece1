"""A root with nothing but what may be read, wherever that lies."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

PROGRAM = """
import os, sys
from pathlib import Path
from service.verifier.confinement import namespaces
assert namespaces.enter().own
namespaces.change_root([Path(sys.argv[1])])
print(sorted(os.listdir(sys.argv[1])), sorted(os.listdir("/")), os.path.exists("/etc"))
try:
    Path(sys.argv[1], "new").touch()
except OSError as error:
    print(type(error).__name__, error.errno)
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser may mount everywhere")
@pytest.mark.parametrize("parent", ["/tmp", "/mnt", "/var/tmp", "/opt"])
def test_what_may_be_read_is_shown_wherever_it_lies(parent):
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        Path(folder, "package.py").touch()
        ran = subprocess.run([sys.executable, "-c", PROGRAM, folder], capture_output=True, text=True, timeout=60)
        top = Path(folder).parts[1]
        assert ran.stdout.splitlines() == [f"['package.py'] ['canary', 'dev', '{top}'] False", "OSError 30"], ran.stderr
