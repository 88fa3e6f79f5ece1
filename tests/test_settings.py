import ast
import re
from pathlib import Path

import pytest

from service.settings import Settings, SettingsError, cache_folder

ROOT = Path(__file__).resolve().parents[1]


def test_the_defaults_need_nothing():
    settings = Settings.from_environment({})
    assert settings.database_url.startswith("sqlite:///")
    assert "localhost" in settings.allowed_hosts
    assert (settings.bind, settings.workers, settings.threads) == ("127.0.0.1:8000", 2, 8)


@pytest.mark.parametrize(
    ("name", "value"),
    [("ALLOWED_HOSTS", " , "), ("ALLOWED_HOSTS", "http://a/b"),
     ("KNOWLEDGE_POLL_SECONDS", "soon"), ("KNOWLEDGE_POLL_SECONDS", "0"), ("KNOWLEDGE_POLL_SECONDS", "nan"),
     ("TRUSTED_PROXIES", "localhost"), ("FOREIGN_CODE_WITHOUT", "mount_namespace"), ("FOREIGN_CODE_WITHOUT", "x"),
     ("BIND", "8000"), ("BIND", "localhost"), ("BIND", "localhost:99999"), ("BIND", "unix:here"),
     ("WEB_CONCURRENCY", "0"), ("WEB_CONCURRENCY", "two"), ("WEB_THREADS", "-1"), ("WEB_THREADS", "1e3")],
)  # fmt: skip
def test_a_bad_setting_fails_by_name(name, value):
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({name: value})


class Noting(dict):
    """An environment that notes which variables are looked up."""

    def __init__(self):
        super().__init__()
        self.names = set()

    def get(self, name, default=None):
        self.names.add(name)
        return default


def test_the_readme_lists_every_setting():
    environment = Noting()
    Settings.from_environment(environment)
    (paragraph,) = re.findall(
        r"^\*\*Settings\*\* .*?(?=\n\n)", (ROOT / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+|BIND)`", paragraph)) == environment.names


def reads_environment(path):
    """Whether a module looks something up in the environment; setting a variable for a process to come is no reading."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    written = {id(target.value) for node in ast.walk(tree) if isinstance(node, ast.Assign)
               for target in node.targets if isinstance(target, ast.Subscript)}  # fmt: skip
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")]
    return any(id(node) not in written for node in named)


def test_only_the_settings_read_the_environment():
    modules = [ROOT / "gunicorn.conf.py", *(ROOT / "service").rglob("*.py"), *(ROOT / "migrations").rglob("*.py")]
    inside = ROOT / "service" / "verifier" / "inside"  # the environment there is the one that the program gets
    readers = [path for path in modules if reads_environment(path) and inside not in path.parents]
    assert readers == [ROOT / "service" / "settings.py"]


def test_the_cache_is_where_the_user_has_it(monkeypatch, tmp_path):
    assert cache_folder({"XDG_CACHE_HOME": "/data/cache"}) == Path("/data/cache/whygrad")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder({}) == tmp_path / ".cache" / "whygrad"
