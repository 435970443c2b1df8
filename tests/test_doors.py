"""Every address, as everybody, for a record of their own, of their silence, and of others.

The table is in `tests/harness/door_table.py`. An address that is not in it fails, and so does a
line of it without an address.
"""

import logging
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field

import pytest
from django.test import override_settings
from django.urls import get_resolver

from tests.conftest import undone
from tests.harness import doors
from tests.harness.browsing import Browser, Page, begun_alike
from tests.harness.canaries import ANSWERS
from tests.harness.door_table import TABLE
from tests.harness.doors import ROLES, Row, outcome
from tests.harness.objects import NOTHING, Ids, address, ids_of, kind_of
from tests.harness.urls import Pattern, patterns

ROWS = list(doors.rows_of(TABLE))
PATTERNS: dict[str, Pattern] = {pattern.name: pattern for pattern in patterns(get_resolver())}
ADDRESSES = list(dict.fromkeys(row.address for row in ROWS))
# Of these kinds every address is tried with one of North's and one of South's.
OF_A_TENANT = {
    "application",
    "award",
    "check",
    "cluster",
    "complaint",
    "entry",
    "fund",
    "item",
    "meeting",
    "panel_date",
    "payment",
}
SOUTHERN = {"yew", "yew waiting", "south", "south later"}


@dataclass
class House:
    ids: Ids
    browsers: dict[str, Browser]
    missing: dict[tuple[str, str, str], Page] = field(default_factory=dict)

    def is_like_nothing(self, role: str, row: Row, page: Page) -> bool:
        """Whether it is the answer for records that do not exist: to a stranger, who has an account
        and nothing else, or at least to this role."""
        return page in (self.ask_for_nothing(one, row) for one in ("nora", role))

    def ask(self, role: str, method: str, url: str) -> Page:
        return self.browsers[role].ask(method, url, ANSWERS if method == "POST" else None)

    def ask_for_nothing(self, role: str, row: Row) -> Page:
        """The same address of records that do not exist; a year stays a year."""
        key = role, row.method, row.address
        if key not in self.missing:
            pattern = PATTERNS[row.address]
            kinds = [kind_of(row.address, parameter) for parameter in pattern.converters]
            labels = ["this" if kind == "first_year" else NOTHING for kind in kinds]
            self.missing[key] = self.ask(role, row.method, address(pattern, self.ids, *labels))
        return self.missing[key]


@pytest.fixture(scope="module")
def house(furnished_database, django_db_blocker) -> Iterator[House]:
    """The world, everybody in it signed in, nobody held back for asking too often.

    The frame of the pages is left out: whom it shows what, the canaries and the twins ask.
    """
    name, furnished = furnished_database
    logging.disable(logging.CRITICAL)
    with (
        django_db_blocker.unblock(),
        override_settings(FRAME_SOURCE=None, ACCOUNT_RATE_LIMITS=False, LIMITS={}),
        undone(name),
        begun_alike(),
    ):
        people = deepcopy(furnished.world.people)
        browsers = {role: Browser(people.get(role)) for role in ROLES}
        yield House(ids=ids_of(furnished), browsers=browsers)
    logging.disable(logging.NOTSET)


def test_every_address_is_in_the_table_and_the_table_names_no_other():
    missing, unknown = set(PATTERNS) - set(ADDRESSES), set(ADDRESSES) - set(PATTERNS)

    assert missing == set(), "Write a line for each in tests/harness/door_table.py."
    assert unknown == set(), "Routed nowhere: take these out of the table."


def test_every_address_is_tried_both_ways():
    asked = {(row.address, row.method) for row in ROWS}

    assert asked == {(name, method) for name in PATTERNS for method in ("GET", "POST")}


def test_no_line_stands_twice():
    seen = [(row.address, row.labels, row.method) for row in ROWS]

    assert len(seen) == len(set(seen))


def test_every_address_of_a_tenants_record_is_tried_with_a_foreign_one():
    tried = {(row.address, row.method) for row in ROWS if SOUTHERN & set(row.labels)}
    untried = {
        f"{row.method} {row.address}"
        for row in ROWS
        for parameter in PATTERNS[row.address].converters
        if kind_of(row.address, parameter) in OF_A_TENANT and (row.address, row.method) not in tried
    }

    assert untried == set()


def test_the_world_has_every_role_of_the_table(house):
    assert set(house.browsers) == set(ROLES)


@pytest.mark.parametrize("name", ADDRESSES)
def test_the_doors_of(house, name):
    wrong = {}
    for row in ROWS:
        if row.address == name:
            url = address(PATTERNS[name], house.ids, *row.labels)
            found = {role: house.ask(role, row.method, url) for role in row.asked}
            wrong |= _wrong(row, {role: outcome(page) for role, page in found.items()})
            wrong |= _unlike_nothing(house, row, found)

    if wrong:
        pytest.fail("\n".join(f"{asked}: {found}" for asked, found in wrong.items()), pytrace=False)


def _wrong(row: Row, found: dict[str, str]) -> dict[str, str]:
    return {
        f"{row} as {role} ({ROLES[role]})": f"{result}, and not {row.outcomes[role]}"
        for role, result in found.items()
        if result != row.outcomes[role]
    }


def _unlike_nothing(house: House, row: Row, found: dict[str, Page]) -> dict[str, str]:
    """Those for whom a hidden record answers in any way unlike one that does not exist."""
    if not row.labels:
        return {}
    return {
        f"{row} as {role} ({ROLES[role]})": "not the same answer as for a random id"
        for role, page in found.items()
        if page.status == 404 and not house.is_like_nothing(role, row, page)
    }


def test_a_difference_between_hidden_and_missing_would_be_found(house):
    """The control: pages that are shown are unlike the one for a random id."""
    row = next(row for row in ROWS if str(row) == "GET panels:item oak")
    url = address(PATTERNS[row.address], house.ids, *row.labels)
    shown = house.ask("dana", "GET", url)
    nothing = house.ask_for_nothing("dana", row)

    assert (shown.status, nothing.status) == (200, 404)
    assert shown != nothing
    assert outcome(nothing) == "hidden"
