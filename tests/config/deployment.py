"""The files of a deployment as the tests read them."""

import json
import re
from pathlib import Path

import yaml

HOUSE = Path(__file__).resolve().parents[2]
COMPOSE_FILE = HOUSE / "docker-compose.yml"
DOCKERFILE = (HOUSE / "Dockerfile").read_text()
DOCS = (HOUSE / "docs" / "deploying.md").read_text()
SERVICES = yaml.safe_load(COMPOSE_FILE.read_text())["services"]
VOLUMES = yaml.safe_load(COMPOSE_FILE.read_text())["volumes"]
# ${NAME:-a default}, ${NAME:?what to say when it is missing}
ASKED = re.compile(r"\$\{(\w+):([-?])([^}]*)\}")


def asked_of_env():
    """Each variable that the compose file takes from .env, and whether it has no default."""
    return {name: sign == "?" for name, sign, _ in ASKED.findall(COMPOSE_FILE.read_text())}


def environment(service, env):
    """What a container of the service finds, with .env as given."""

    def value(match):
        name, _, default = match.groups()
        return env.get(name) or default

    given = SERVICES[service].get("environment", {})
    image = dict(re.findall(r"\b(SEND_\w+)=(\S+)", DOCKERFILE.partition("COPY")[0]))
    return image | {name: ASKED.sub(value, str(text)) for name, text in given.items()}


def serve_command():
    return json.loads(re.search(r"^CMD (.*)$", DOCKERFILE, re.MULTILINE).group(1))


def block_of_docs(heading):
    """The first block of commands under a heading."""
    return re.search(r"```sh\n(.*?)```", DOCS.partition(f"\n## {heading}\n")[2], re.DOTALL).group(1)
