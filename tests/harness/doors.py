"""Who asks, what can happen, and how the table of doors (door_table.py) is read."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.harness.browsing import Page

# The people of the world, by the names that the table uses.
ROLES = {
    "out": "nobody signed in",
    "olive": "SENCO of Oak, the applicant",
    "ben": "heads Oak and chairs North: silent for Oak's cases, free of none yet",
    "elsa": "SENCO of Elm",
    "sue": "heads Elm, sits on North's panel, and is a superuser: silent for Elm's",
    "dana": "deputy chair of North, free for Oak's and Elm's",
    "carol": "cluster SENCO of North, free for Oak's and Elm's",
    "cleo": "clerk of North, has answered nothing",
    "mia": "member of North's panel, free for Oak's, has not answered for Elm's",
    "dora": "member of North's panel, declared an interest in Oak's",
    "asha": "SENCO of the shared school, sits on both panels, has answered nothing",
    "ada": "adviser with a seat in North, has answered for Oak's",
    "ian": "adviser from outside, invited to Oak's item alone, has answered",
    "kit": "teaches at Oak, which shares its draft with them",
    "fay": "finance officer of North",
    "gil": "link governor of North",
    "lois": "officer of the local authority of both clusters",
    "lena": "once of Oak and of North's panel, left",
    "dev": "chair of South",
    "sam": "cluster SENCO of South",
    "finn": "finance officer of South",
    "yan": "SENCO of Yew in South",
    "root": "administrator of the site",
    "nora": "has an account and nothing else",
}
GROUPS = {
    "north_table": "ben dana carol cleo mia sue dora asha ada",  # a seat at North's meeting
    "north_runs": "ben dana carol cleo",  # runs North's meetings
    "north_manages": "carol cleo sue root",  # sets North up, administrators included
    "not_of_north": "ian lois lena dev sam finn yan nora",
    "out_of_north": "ian lena dev sam finn yan nora",
    "sees_north": "ben dana carol cleo mia sue dora asha gil fay lois",
    "no_figures": "olive elsa ada kit root",  # belong to North, and see no figures of it
    "writes_not_in_south": "asha finn lois yan sue root",  # nor does the site write there
    "administrators": "sue root",
}

OUTCOMES = {
    "shown": "200, a page, or the form again with what is wrong",
    "done": "302 to where it goes on",
    "sign_in": "302 to sign in, and then back",
    "asks_again": "302 to say the password or the code once more",
    "refused": "403 with the reason",
    "hidden": "404, as for a random id",
    "no_method": "405, the page is not asked that way",
    "removed": "410, what was typed for a part that is not there any more",
}


@dataclass(frozen=True)
class Row:
    """What one way of asking one address with these records gives each role."""

    address: str
    labels: tuple[str, ...]
    method: str
    outcomes: dict[str, str]  # role to outcome

    @property
    def asked(self) -> list[str]:
        """Everybody; of what all who are signed in get alike, one of each standing."""
        alike = {self.outcomes[role] for role in ROLES if role != "out"}
        if len(alike) == 1 and "hidden" not in alike:
            return ["out", "ben", "dana", "root", "nora"]
        return list(ROLES)

    def __str__(self) -> str:
        return " ".join([self.method, self.address, *self.labels])


def outcome(page: Page) -> str:
    """The name of what happened; for anything that no row may expect, what it was."""
    if page.status == 302:
        for start, name in (("/account/login", "sign_in"), ("/account/check-", "asks_again")):
            if page.location.startswith(start):
                return name
        return "done"
    names = {200: "shown", 403: "refused", 404: "hidden", 405: "no_method", 410: "removed"}
    return names.get(page.status, f"{page.status} {page.fault}".strip())


def rows_of(table: str) -> Iterator[Row]:
    """Reads a table: addresses, and under them lines of `GET|POST|GET+POST records outcomes`.

    Records are the labels of `tests/harness/objects.py`, with commas between and `_` for a space.
    Outcomes are `outcome: roles and groups …`; `else` names that of everybody not named. Whoever
    is signed out is sent to sign in, unless the line names them.
    """
    addresses: list[str] = []
    in_rows = False
    for line in table.splitlines():
        words = line.split("#")[0].split()
        if not words:
            continue
        if words[0].split("+")[0] not in ("GET", "POST"):
            addresses = words if in_rows else [*addresses, *words]
            in_rows = False
            continue
        in_rows = True
        methods, rest = words[0].split("+"), words[1:]
        labels = "" if rest[0].endswith(":") or rest[0] == "else" else rest.pop(0)
        records = tuple(labels.replace("_", " ").split(",")) if labels else ()
        for address in addresses:
            for method in methods:
                yield Row(address, records, method, _outcomes(rest))


def _outcomes(words: list[str]) -> dict[str, str]:
    found: dict[str, str] = {"out": "sign_in"}
    rest, current = "", ""
    for word in words:
        if word == "else":
            current = "else"
        elif current == "else":
            rest = word
        elif word.endswith(":"):
            current = word.removesuffix(":")
        else:
            for role in GROUPS.get(word, word).split():
                found[role] = current
    unknown = (set(found) - set(ROLES)) | (set(found.values()) - set(OUTCOMES))
    if unknown or (rest and rest not in OUTCOMES):
        raise ValueError(f"The table of doors names what it does not know: {unknown or rest}")
    return {role: found.get(role, rest) for role in ROLES}
