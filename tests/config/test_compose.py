"""The compose file and the image, held against the settings and the papers beside them."""

import re
import shlex
import shutil
import subprocess
import textwrap

import pytest
from django.conf import settings

from config import postgres
from tests.config.deployment import (
    ASKED,
    COMPOSE_FILE,
    DOCKERFILE,
    DOCS,
    HOUSE,
    SERVICES,
    VOLUMES,
    asked_of_env,
    block_of_docs,
)

PRODUCT = {"migrate", "check", "web", "worker", "beat"}
ALWAYS_ON = {"db", "redis", "web", "worker", "beat"}
READERS = ("config/settings.py", "config/gunicorn.py")
VARIABLE = r"(?:SEND|DATABASE|REDIS)_[A-Z_]+"


def services_that(holds):
    return {name for name, service in SERVICES.items() if holds(service)}


def services_that_know(variable):
    return services_that(lambda service: variable in str(service.get("environment")))


def names_read():
    text = "".join((HOUSE / file).read_text() for file in READERS)
    return set(re.findall(f'"({VARIABLE})"', text))


def names_documented():
    rows = re.findall(r"^\| (`.*?`) \|", DOCS, re.MULTILINE)
    return set(re.findall(VARIABLE, " ".join(rows)))


def env_of_docs(folder):
    """The .env that the commands of the docs make."""
    command = textwrap.dedent(block_of_docs("Start"))
    subprocess.run(["bash", "-euc", command], cwd=folder, check=True)
    return folder / ".env"


def names_in(env):
    return [line.partition("=")[0] for line in env.read_text().splitlines()]


def test_the_parts_of_a_deployment():
    assert set(SERVICES) == PRODUCT | ALWAYS_ON
    assert set(VOLUMES) == {"database", "broker"}
    assert services_that(lambda service: service.get("restart") == "unless-stopped") == ALWAYS_ON


def test_the_migration_alone_is_the_owner():
    assert services_that_know("DATABASE_OWNER_URL") == {"migrate"}
    assert services_that_know("send_owner") == {"migrate"}
    assert services_that_know("SEND_OWNER_PASSWORD") == {"db", "migrate"}
    assert services_that_know("SEND_POSTGRES_PASSWORD") == {"db"}
    assert services_that_know("postgres://send_app:") == PRODUCT - {"migrate"}


def test_the_database_makes_the_roles_itself():
    db = SERVICES["db"]
    wanted = set(re.findall(r"\\getenv \w+ (\w+)", (HOUSE / "config" / "roles.sql").read_text()))

    assert "./config/roles.sql:/docker-entrypoint-initdb.d/roles.sql:ro" in db["volumes"]
    assert "database:/var/lib/postgresql/data" in db["volumes"]
    assert wanted == {name for name in db["environment"] if name.startswith("SEND_")}
    assert db["environment"]["POSTGRES_DB"] == "send"
    assert "POSTGRES_USER" not in db["environment"]


def test_the_database_is_of_the_version_that_the_tests_run_on():
    said = subprocess.run(
        [postgres.programs() / "postgres", "--version"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    major = re.search(r"\d+", said).group()

    assert SERVICES["db"]["image"].startswith(f"postgres:{major}-")


def test_redis_keeps_what_it_was_given():
    program, *options = shlex.split(SERVICES["redis"]["command"])
    pairs = dict(zip(options[::2], options[1::2], strict=True))

    assert program == "redis-server"
    assert (pairs["--appendonly"], pairs["--maxmemory-policy"]) == ("yes", "noeviction")
    assert SERVICES["redis"]["volumes"] == ["broker:/data"]


def test_nothing_is_reached_before_the_check_has_passed():
    ready = {
        "db": {"condition": "service_healthy"},
        "redis": {"condition": "service_healthy"},
        "check": {"condition": "service_completed_successfully"},
    }
    migrated = {"condition": "service_completed_successfully"}

    assert {name: SERVICES[name]["depends_on"] for name in ("web", "worker", "beat")} == {
        "web": ready,
        "worker": ready,
        "beat": ready,
    }
    assert SERVICES["check"]["depends_on"]["migrate"] == migrated
    assert SERVICES["check"]["command"] == "python manage.py check --deploy"
    assert services_that(lambda service: "healthcheck" in service) == ALWAYS_ON


def test_a_broken_container_can_do_little():
    def has(service, key, value):
        return service.get(key) == value

    assert services_that(lambda one: has(one, "read_only", True)) == PRODUCT
    assert services_that(lambda one: has(one, "cap_drop", ["ALL"])) == PRODUCT
    assert services_that(lambda one: has(one, "security_opt", ["no-new-privileges:true"])) == set(
        SERVICES
    )
    assert services_that(lambda one: "outside" in one["networks"]) == {"web", "worker"}
    assert services_that(lambda one: "ports" in one) == {"web"}
    assert re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE) == ["send"]


def test_the_web_server_is_out_of_reach_but_for_a_proxy_on_the_machine():
    [port] = SERVICES["web"]["ports"]

    assert ASKED.match(port).group(3).startswith("127.0.0.1:")


def test_no_secret_has_a_default():
    secrets = re.findall(r"\$\{(\w*(?:SECRET|PASSWORD)\w*)(:.?)([^}]*)\}", COMPOSE_FILE.read_text())
    defaults = {(name, text) for name, sign, text in secrets if sign != ":?"}

    # A mail server may ask for no password.
    assert defaults == {("SEND_EMAIL_PASSWORD", "")}
    assert {name for name, *_ in secrets} == {
        "SEND_APP_PASSWORD",
        "SEND_EMAIL_PASSWORD",
        "SEND_OWNER_PASSWORD",
        "SEND_POSTGRES_PASSWORD",
        "SEND_SECRET_KEY",
    }


def test_what_the_compose_file_names_is_read():
    given = {name for one in PRODUCT for name in SERVICES[one]["environment"]}

    assert given <= names_read()


def test_what_is_read_is_documented_and_nothing_else():
    assert names_documented() == names_read() | asked_of_env().keys()


def test_the_env_of_the_docs_gives_what_has_no_default(tmp_path):
    names = names_in(env_of_docs(tmp_path))
    required = {name for name, is_required in asked_of_env().items() if is_required}

    assert required <= set(names) <= asked_of_env().keys()
    assert len(names) == len(set(names))
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0


def test_the_image_holds_the_product_and_no_more():
    first, *rest = [
        line
        for line in (HOUSE / ".dockerignore").read_text().splitlines()
        if not line.startswith("#")
    ]
    apps = {app for app in settings.INSTALLED_APPS if (HOUSE / app / "__init__.py").exists()}

    assert first == "*"
    assert {line.removeprefix("!") for line in rest if line.startswith("!")} == apps | {
        "config",
        "deploy",
        "manage.py",
        "requirements/run.txt",
        "static",
        "templates",
    }


def test_the_image_installs_the_locked_packages():
    [install] = re.findall(r"pip install .*", DOCKERFILE.replace("\\\n", " "))

    assert {"--require-hashes", "--only-binary"} <= set(install.split())
    assert install.endswith(" -r requirements/run.txt")


# --- read by the real programs, where they are


def programs():
    """Both forms of the program, as far as they are installed."""
    if shutil.which("docker-compose"):
        yield ("docker-compose",)
    docker = ("docker", "compose")
    if (
        shutil.which("docker")
        and not subprocess.run([*docker, "version"], capture_output=True).returncode
    ):
        yield docker


def config(program, env):
    return subprocess.run(
        [*program, "-f", COMPOSE_FILE, "--env-file", env, "config", "-q"],
        env={"PATH": "/usr/local/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )


if PROGRAMS := list(programs()):

    @pytest.mark.parametrize("program", PROGRAMS)
    def test_compose_reads_the_file(program, tmp_path):
        read = config(program, env_of_docs(tmp_path))

        assert (read.returncode, read.stdout, read.stderr) == (0, "", "")

    @pytest.mark.parametrize("program", PROGRAMS)
    def test_compose_names_what_is_missing(program, tmp_path):
        env = env_of_docs(tmp_path)
        whole = env.read_text()
        required = {name for name, is_required in asked_of_env().items() if is_required}

        named = set()
        for name in required:
            env.write_text(re.sub(f"^{name}=.*$", f"{name}=", whole, flags=re.MULTILINE))
            read = config(program, env)
            if read.returncode and f"Set {name} in .env" in read.stderr:
                named.add(name)

        assert named == required
