"""What the VS Code extension declares: settings that no workspace can set, and every text in both languages."""

import json
import re
from pathlib import Path

EXTENSION = Path(__file__).resolve().parents[2] / "editors" / "vscode"
MANIFEST = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
SAID = re.compile(r"""l10n\s*\.t\(\s*'([^'\n]+)'""")
NAMED = re.compile(r'"%(\w+)%"')


def read(name):
    return json.loads((EXTENSION / name).read_text(encoding="utf-8"))


def test_no_workspace_can_set_anything():
    settings = MANIFEST["contributes"]["configuration"]["properties"]
    assert settings and all(name.startswith("whygrad.") for name in settings)
    assert {setting["scope"] for setting in settings.values()} == {"machine"}
    untrusted = MANIFEST["capabilities"]["untrustedWorkspaces"]
    assert untrusted["supported"] == "limited"
    assert untrusted["restrictedConfigurations"] == list(settings)


def test_what_the_manifest_names_is_in_both_languages():
    named = set(NAMED.findall((EXTENSION / "package.json").read_text(encoding="utf-8")))
    assert named == set(read("package.nls.json")) == set(read("package.nls.zh-cn.json"))


def test_what_the_extension_says_is_in_chinese_too():
    said = {
        text for path in (EXTENSION / "src").glob("*.ts") for text in SAID.findall(path.read_text(encoding="utf-8"))
    }
    assert said == set(read("l10n/bundle.l10n.zh-cn.json"))


def test_the_lock_names_no_registry():
    packages = read("package-lock.json")["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
