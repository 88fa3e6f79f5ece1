"""A program that means no harm gets an honest verdict, however odd its tensors, names and warnings are."""

import pytest

from service.verifier.contract import Gradient, Job

LEAVES = "import torch\nw = torch.ones(2, requires_grad=True)\n(3 * w).sum().backward()\n"
ORDINARY = Gradient("w", [2], "float32", "ok")
ODD = {
    "a sparse gradient": (
        "e = torch.nn.Embedding(3, 2, sparse=True)\ne(torch.tensor([0, 0])).sum().backward()",
        Gradient("e.weight", [3, 2], "float32", "ok"),
    ),
    "a sparse gradient that is zero": (
        "e = torch.nn.Embedding(3, 1, sparse=True)\n(0 * e(torch.tensor([1]))).sum().backward()",
        Gradient("e.weight", [3, 1], "float32", "zero"),
    ),
    "a meta device": (
        "m = torch.ones(2, device='meta', requires_grad=True)\n(2 * m).sum().backward()",
        Gradient("m", [2], "float32", "unreadable"),
    ),
    "a meta device without a gradient": (
        "m = torch.ones(2, device='meta', requires_grad=True)",
        Gradient("m", [2], "float32", "none"),
    ),
    "a vast shape without elements": (
        "v = torch.empty(0, 2**60, requires_grad=True)",
        Gradient("v", [0, 2**60], "float32", "none"),
    ),
    "a long name": ("globals()['x' * 3000] = torch.ones(1, requires_grad=True)", Gradient("x" * 197 + "…", [1], "float32", "none")),
    "many dimensions": ("d = torch.ones([1] * 64, requires_grad=True)", Gradient("d", [1] * 64, "float32", "none")),
    "complex numbers": (
        "c = torch.ones(1, dtype=torch.complex64, requires_grad=True)\n(c * c.conj()).real.sum().backward()",
        Gradient("c", [1], "complex64", "ok"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("code", "gradient"), ODD.values(), ids=[name.replace(" ", "_") for name in ODD])
def test_an_odd_tensor_takes_nothing_from_the_others(supervisor, code, gradient):
    verdict = supervisor.run(Job(LEAVES + code))
    assert (verdict.outcome, verdict.reason) == ("passed", None)
    assert verdict.gradients == [ORDINARY, gradient]


CROWDS = {
    "long Chinese warnings": "import warnings\nfor n in range(100): warnings.warn(f'第{n}个' + '警告' * 4000)",
    "warnings that JSON escapes": "import warnings\nfor n in range(100): warnings.warn(f'{n}' + chr(1) * 8000)",
    "a long message": "raise ValueError('错误' * 100_000)",
    "many leaves": "import torch\nfor n in range(100): globals()[f'w{n}'] = torch.ones(1, requires_grad=True)",
}


@pytest.mark.parametrize("code", CROWDS.values(), ids=[name.replace(" ", "_") for name in CROWDS])
def test_what_is_too_long_is_cut_and_marked(supervisor, code):
    verdict = supervisor.run(Job(code))
    assert verdict.outcome in ("passed", "raised")
    assert verdict.truncated
    texts = [*verdict.warnings, verdict.exception.message if verdict.exception else ""]
    assert all(text.endswith("…") for text in texts if text)


def test_annotations_are_those_of_the_program_and_no_text(supervisor):
    verdict = supervisor.run(Job("def f(x: int): ...\nassert f.__annotations__ == {'x': int}"))
    assert (verdict.outcome, verdict.exception) == ("passed", None)


def test_what_is_not_too_long_is_whole(supervisor):
    verdict = supervisor.run(Job("import warnings\nwarnings.warn('警告' * 100)"))
    assert (verdict.warnings, verdict.truncated) == (["UserWarning: " + "警告" * 100], False)


def test_a_program_that_captures_its_graph_is_run(supervisor):
    code = (
        "f = torch.compile(lambda w: (w**2).sum(), backend='aot_eager')\nw.grad = None\nf(w).backward()\nprint(w.grad)"
    )
    verdict = supervisor.run(Job(LEAVES + code))
    assert (verdict.outcome, verdict.stdout.strip()) == ("passed", "tensor([2., 2.])")


def test_a_warning_shows_nothing_of_who_ran_the_program(supervisor):
    code = """import torch
torch.autograd.set_detect_anomaly(True)
x = torch.zeros(1, requires_grad=True)
y = (x * 0).sqrt() * 0
y.sum().backward()
"""
    verdict = supervisor.run(Job(code))
    (told,) = [warning for warning in verdict.warnings if "Traceback of forward call" in warning]
    assert 'File "program.py", line 4' in told
    assert "service" not in told and "runpy" not in told


def test_looking_for_gradients_warns_of_nothing(supervisor):
    verdict = supervisor.run(
        Job(
            "import torch\nmodel = torch.nn.Linear(2, 1)\nmodel.weight = None\nmodel._parameters['weight'] = torch.ones(1, requires_grad=True) * 2\n"
        )
    )
    assert verdict.outcome == "passed"
    assert "warn" not in verdict.stderr.lower()
