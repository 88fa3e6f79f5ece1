"""An environment with another torch: made once, outside the repository; without CUDA's packages."""

import subprocess

import pytest

from service.authoring.evidence import other_torch
from service.authoring.evidence.other_torch import (
    NotInstalled,
    folder_of,
    interpreter_with,
    recipe,
    torch_requirements,
    verifier_requirements,
)

METADATA = """\
Metadata-Version: 2.1
Name: torch
Version: 2.4.1
Requires-Dist: sympy
Requires-Dist: typing-extensions (>=4.8.0)
Requires-Dist: nvidia-cudnn-cu12 (==9.1.0.70) ; platform_system == "Linux"
Requires-Dist: cuda-bindings (<14,>=13) ; platform_system == "Linux"
Requires-Dist: triton (==3.0.0) ; python_version < "3.13"
Requires-Dist: setuptools ; python_version >= "3.99"
Requires-Dist: optree (>=0.11.0) ; extra == 'optree'
"""


@pytest.fixture
def made(tmp_path, monkeypatch):
    """The environments that are made, which are nothing but their recipe."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made = []

    def make(folder, torch, say):
        folder.mkdir()
        (folder / other_torch.RECIPE).write_text(recipe(torch), encoding="utf-8")
        made.append(torch)

    monkeypatch.setattr(other_torch, "make_environment", make)
    return made


def test_an_environment_is_made_once_in_the_cache_of_the_user(made, tmp_path):
    first, second = (interpreter_with("2.4.1", print) for _ in range(2))
    assert first == second == str(tmp_path / "whygrad" / "torch-2.4.1" / "bin" / "python")
    assert made == ["2.4.1"]


def test_one_that_was_made_of_something_else_or_not_to_its_end_is_made_anew(made):
    interpreter_with("2.4.1", print)
    (folder_of("2.4.1") / other_torch.RECIPE).write_text("numpy<1", encoding="utf-8")
    assert not other_torch.is_complete(folder_of("2.4.1"), "2.4.1")
    (folder_of("2.4.1") / other_torch.RECIPE).unlink()
    assert not other_torch.is_complete(folder_of("2.4.1"), "2.4.1")


@pytest.mark.parametrize("name", ["2.4", "latest", "../2.4.1", "2.4.1+cu121", ""])
def test_what_names_no_version_is_refused(made, name):
    with pytest.raises(NotInstalled, match=r"must read like 2\.4\.1"):
        interpreter_with(name, print)
    assert made == []


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (FileNotFoundError(2, "No such file or directory", "gcc"), "No such file or directory: 'gcc'"),
        (subprocess.CalledProcessError(1, ["pip"]), "the reason stands above"),
    ],
)
def test_what_cannot_be_installed_leaves_nothing_and_says_why(made, monkeypatch, error, reason):
    def fail(folder, torch, say):
        folder.mkdir()
        raise error

    monkeypatch.setattr(other_torch, "make_environment", fail)
    with pytest.raises(NotInstalled, match=reason):
        interpreter_with("2.4.1", print)
    assert not folder_of("2.4.1").exists()


@pytest.mark.parametrize(("torch", "numpy"), [("2.4.1", "numpy<3,>=2"), ("2.2.2", "numpy<2")])
def test_the_child_gets_what_it_needs_with_a_numpy_that_the_torch_can_use(torch, numpy):
    wanted = verifier_requirements(torch)
    assert numpy in wanted
    assert {"msgspec", "py-landlock", "pyseccomp"} <= {text.partition("=")[0].partition("<")[0] for text in wanted}
    assert not any(text.startswith("torch") for text in wanted)


def test_torch_gets_what_it_asks_for_but_the_packages_of_cuda(tmp_path):
    folder = tmp_path / "torch-2.4.1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(METADATA, encoding="utf-8")
    assert torch_requirements(tmp_path) == ["sympy", "typing-extensions>=4.8.0"]
