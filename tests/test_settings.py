import pytest

from service.settings import Settings, SettingsError


def test_the_defaults_need_nothing():
    settings = Settings.from_environment({})
    assert settings.database_url.startswith("sqlite:///")
    assert "localhost" in settings.allowed_hosts


@pytest.mark.parametrize(
    ("environment", "name"),
    [({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS"), ({"ALLOWED_HOSTS": "http://a/b"}, "ALLOWED_HOSTS"),
     ({"KNOWLEDGE_POLL_SECONDS": "soon"}, "KNOWLEDGE_POLL_SECONDS"),
     ({"KNOWLEDGE_POLL_SECONDS": "0"}, "KNOWLEDGE_POLL_SECONDS"),
     ({"KNOWLEDGE_POLL_SECONDS": "nan"}, "KNOWLEDGE_POLL_SECONDS")],
)  # fmt: skip
def test_a_bad_setting_fails_by_name(environment, name):
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment(environment)
