"""Every limit of a job has an outcome of its own, and none of them is our fault."""

import pytest

from service.verifier.contract import Job, Reason
from service.verifier.limits import Limits
from service.verifier.supervisor import Supervisor

SMALL = Limits(
    cpu_seconds=1,
    wall_seconds=6.0,
    data_mib=256,
    resident_mib=420,
    threads=8,
    shown_output_bytes=1000,
    output_bytes=100_000,
    record_bytes=20_000,
)


@pytest.fixture(scope="module")
def small():
    with Supervisor(SMALL, parked=2) as running:
        yield running


@pytest.mark.parametrize(
    ("code", "outcome", "reason"),
    [
        ("while True: pass", "timed_out", Reason("cpu-time", {"seconds": 1})),
        ("import time; time.sleep(60)", "timed_out", Reason("wall-time", {"seconds": 6.0})),
        ("x = bytearray(600 << 20)", "out_of_memory", Reason("memory")),
        ("import torch; x = torch.ones(600 << 18)", "out_of_memory", Reason("memory")),
        ("while True: print('x' * 10_000)", "killed", Reason("output", {"mebibytes": 0})),
        ("import sys\nwhile True: sys.stderr.write('x' * 10_000)", "killed", Reason("output", {"mebibytes": 0})),
        ("import os\nos.write(3, (20_001).to_bytes(4) + b'x')\nwhile True: pass", "killed", Reason("record-too-large")),
        (
            "import threading, time\nfor _ in range(50): threading.Thread(target=time.sleep, args=(3,)).start()",
            "unsupported",
            Reason("needs-threads"),
        ),
        ("import os\nos.fork()", "unsupported", Reason("needs-processes")),
        ("import subprocess\nsubprocess.run(['ls'])", "unsupported", Reason("needs-processes")),
        ("import multiprocessing as m\nm.get_context('fork').Process(target=print).start()", "unsupported", Reason("needs-processes")),
        ("open('x', 'w').write('1')", "unsupported", Reason("needs-file", {"path": "x"})),
        ("open('data.csv')", "unsupported", Reason("needs-file", {"path": "data.csv"})),
        ("import urllib.request as r\nr.urlopen('http://127.0.0.1:9')", "unsupported", Reason("needs-network")),
        ("import torch\ntorch.ones(1).cuda()", "unsupported", Reason("needs-gpu")),
        ("import torch\ntorch.ones(1, device='cuda')", "unsupported", Reason("needs-gpu")),
        ("import tensorflow", "unsupported", Reason("needs-package", {"name": "tensorflow"})),
        ("import os\nos.kill(os.getpid(), 11)", "killed", Reason("signal", {"number": 11, "name": "Segmentation fault"})),
        ("import ctypes\nctypes.string_at(0)", "killed", Reason("signal", {"number": 11, "name": "Segmentation fault"})),
        ("import os\nos._exit(0)", "killed", Reason("no-record", {"exit_code": 0})),
        ("import sys\nsys.exit(3)", "raised", None),
    ],
)  # fmt: skip
def test_each_limit_has_its_own_outcome(small, code, outcome, reason):
    verdict = small.run(Job(code, foreign=True))
    assert (verdict.outcome, verdict.reason) == (outcome, reason), verdict


def test_output_is_cut_and_flagged(small):
    verdict = small.run(Job("print('x' * 5_000)"))
    assert (verdict.outcome, len(verdict.stdout), verdict.truncated) == ("passed", 1000, True)
    assert small.run(Job("print('x')")).truncated is False


def test_time_and_memory_are_those_of_the_job(small):
    code = "import time, torch\nx = torch.ones(100 << 18)\nt = time.process_time()\nwhile time.process_time() < t + 0.2: pass"
    busy, idle = small.run(Job(code)), small.run(Job("import time; time.sleep(0.3)"))
    assert 200 <= busy.cpu_ms < 600
    assert idle.cpu_ms < 100 < 300 <= idle.wall_ms
    # A part may fit into memory that the warm process has freed and that is resident already.
    assert 60 <= busy.peak_memory_mib - idle.peak_memory_mib < 140


def test_threads_within_the_limit_run(small):
    code = "import threading\nt = [threading.Thread(target=print, args=(n,)) for n in range(3)]\n[x.start() for x in t]"
    assert sorted(small.run(Job(code)).stdout.split()) == ["0", "1", "2"]
