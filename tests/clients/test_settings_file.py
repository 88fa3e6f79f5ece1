"""Settings are the user's: a file in their own folder, checked by name."""

import pytest

from whygrad.user.settings import Settings, SettingsError, read_settings, settings_path, write_setting


def test_without_a_file_nothing_is_sent_anywhere():
    settings = read_settings()
    assert settings == Settings()
    assert not settings.permits("traceback") and not settings.permits("source")


def test_what_is_set_is_kept_beside_the_rest():
    write_setting("server", "https://whygrad.example")
    write_setting("send", "traceback")
    settings = read_settings()
    assert (settings.server, settings.send) == ("https://whygrad.example", "traceback")
    assert settings.permits("traceback") and not settings.permits("source")
    assert write_setting("server", "").server == ""
    assert not read_settings().permits("traceback")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("server", "whygrad.example", "must be local or an address"),
        ("server", "ftp://whygrad.example", "must be local or an address"),
        ("server", "https://[whygrad", "must be local or an address"),
        ("send", "everything", "off, traceback, source"),
        ("language", "fr", "en, zh"),
        ("colour", "red", "there are language, server, send, record"),
    ],
)
def test_a_setting_that_is_none_is_refused_by_name(name, value, says):
    with pytest.raises(SettingsError, match=says):
        write_setting(name, value)
    assert not settings_path().exists()


@pytest.mark.parametrize(
    "content", ["[whygrad]\nsend = all\n", "[whygrad\n", "send = off\n", "[whygrad]\na\n", b"\xff\xfe\x00"]
)
def test_a_damaged_file_is_refused_by_its_name(content):
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    settings_path().write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SettingsError, match=r"settings\.ini|send"):
        read_settings()


def test_nothing_beside_the_program_is_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("settings.ini", "whygrad.ini", "pyproject.toml", "setup.cfg", ".env"):
        (tmp_path / name).write_text("[whygrad]\nserver = https://elsewhere.example\nsend = source\n", encoding="utf-8")
    monkeypatch.setenv("WHYGRAD_SERVER", "https://elsewhere.example")
    monkeypatch.setenv("WHYGRAD_SEND", "source")
    assert read_settings() == Settings()


@pytest.mark.parametrize(("locale", "language"), [("zh_CN.UTF-8", "zh"), ("de_DE.UTF-8", "en"), ("", "en")])
def test_the_language_is_that_of_the_system_until_it_is_set(monkeypatch, locale, language):
    monkeypatch.setenv("LANG", locale)
    assert read_settings().spoken() == language
    assert write_setting("language", "zh").spoken() == "zh"
