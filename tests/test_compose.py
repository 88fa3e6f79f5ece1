"""The deployment: valid Compose, least privilege, commands that exist (test_processes runs them for real)."""

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from check_jsonschema.cli import main as check_jsonschema
from click.testing import CliRunner

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = ("migrate", "verifier", "api")
CONFINED = (*OURS, "front")


def validate(path):
    return CliRunner().invoke(check_jsonschema, ["--builtin-schema", "vendor.compose-spec", str(path)])


def test_the_file_is_valid_compose():
    assert validate(ROOT / "docker-compose.yml").exit_code == 0


class Overriding(yaml.SafeLoader):
    """Compose's own tag for a list that replaces another."""


Overriding.add_constructor("!override", Overriding.construct_sequence)


def test_tls_is_laid_over_the_front_alone(tmp_path):
    text = (ROOT / "docker-compose.tls.yml").read_text(encoding="utf-8")
    layer = yaml.load(text, Overriding)["services"]
    assert layer.keys() == {"front"}
    mounted = {volume.rpartition(":")[0].rpartition(":")[2] for volume in layer["front"]["volumes"]}
    named = set(re.findall(r"/etc/nginx/tls\.d/\w+\.pem", (ROOT / "deploy" / "tls.conf").read_text(encoding="utf-8")))
    assert mounted == named | {"/etc/nginx/tls.d/tls.conf"}
    (tmp_path / "docker-compose.tls.yml").write_text(text.replace("!override", ""), encoding="utf-8")
    assert validate(tmp_path / "docker-compose.tls.yml").exit_code == 0


def test_the_schema_refuses_what_is_no_compose(tmp_path):
    path = tmp_path / "docker-compose.yml"
    path.write_text("services:\n  api:\n    comand: x\n", encoding="utf-8")
    assert validate(path).exit_code == 1


@pytest.mark.parametrize("image", ["api", "verifier"])
def test_what_is_copied_first_is_enough_to_install(image, tmp_path):
    """Dependencies are a layer of their own, below the code; a wheel would want the knowledge too."""
    stage = (ROOT / "Dockerfile").read_text(encoding="utf-8").partition(f"AS {image}\n")[2]
    before, _, options = stage.partition("pip install ")
    assert "--editable " in options.partition("\n")[0]
    copies = [line.split() for line in before.splitlines() if line.startswith("COPY ")]
    for name in (name for _, *names, _ in copies for name in names):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, tmp_path / name)
    command = [sys.executable, "-c", "from hatchling.build import build_editable; build_editable('built')"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_there_are_the_five_services():
    assert SERVICES.keys() == {"db", "migrate", "verifier", "api", "front"}


@pytest.mark.parametrize("name", CONFINED)
def test_ours_have_the_least_privilege(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not service.get("privileged")


def test_the_verifier_has_no_network_and_no_credentials():
    verifier = SERVICES["verifier"]
    assert verifier["network_mode"] == "none"
    assert "environment" not in verifier
    assert "env_file" not in verifier
    assert "POSTGRES" not in str(verifier)
    assert verifier["mem_limit"]
    assert verifier["pids_limit"]


def test_api_and_verifier_share_the_socket_and_nothing_else():
    volumes = {
        name: [volume.split(":")[0] for volume in SERVICES[name]["volumes"]] for name in ("api", "verifier", "db")
    }
    assert volumes == {"api": ["verifier-socket"], "verifier": ["verifier-socket"], "db": ["database"]}
    socket_path = SERVICES["api"]["environment"]["VERIFIER_SOCKET"]
    assert socket_path in SERVICES["verifier"]["command"]


def test_only_the_front_publishes_a_port_and_only_on_loopback():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["front"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["front"]["ports"])
    assert COMPOSE["networks"]["backend"]["internal"] is True
    assert SERVICES["db"]["networks"] == ["backend"]


def test_the_database_keeps_its_data_and_says_when_it_is_ready():
    assert SERVICES["db"]["healthcheck"]["test"]
    assert "database" in COMPOSE["volumes"]
    assert ":?" in SERVICES["db"]["environment"]["POSTGRES_PASSWORD"]


def test_the_api_believes_the_front_and_nobody_else():
    subnet = COMPOSE["networks"]["front"]["ipam"]["config"][0]["subnet"]
    assert SERVICES["api"]["environment"]["TRUSTED_PROXIES"] == subnet
    assert "front" not in SERVICES["db"]["networks"] and SERVICES["front"]["networks"] == ["front"]
    (volume,) = SERVICES["front"]["volumes"]
    assert (ROOT / volume.split(":")[0]).is_file() and volume.split(":")[1] in SERVICES["front"]["command"]


def test_migrations_run_once_before_the_api():
    assert SERVICES["migrate"]["restart"] == "no"
    assert SERVICES["migrate"]["depends_on"]["db"]["condition"] == "service_healthy"
    assert SERVICES["api"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_every_module_that_a_command_names_exists():
    commands = " ".join(" ".join(SERVICES[name]["command"]) for name in OURS)
    modules = re.findall(r"python -m ([\w.]+)|gunicorn ([\w.]+):", commands)
    named = {module for pair in modules for module in pair if module}
    assert named == {"service", "service.verifier", "service.wsgi"}
    assert all(importlib.util.find_spec(module) for module in named)


def test_every_target_is_in_the_dockerfile_and_unprivileged():
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    stages = dict(re.findall(r"^FROM \S+ AS (\w+)\n(.*?)(?=^FROM |\Z)", dockerfile, re.DOTALL | re.MULTILINE))
    for name in OURS:
        stage = stages[SERVICES[name]["build"]["target"]]
        assert re.search(r"^USER (?!root)\w+", stage, re.MULTILINE)
    assert "torch" not in stages["api"].lower()
    copied = re.findall(r"^COPY (\S+(?: \S+)*) \S+$", dockerfile, re.MULTILINE)
    assert all((ROOT / source).exists() for sources in copied for source in sources.split())
