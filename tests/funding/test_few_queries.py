"""How often the school's pages ask the database, the frame around them included."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as make

# What begins, ends and closes a transaction says nothing of a page.
OF_TRANSACTIONS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def asked_by(client, url: str) -> int:
    client.get(url)  # what a process asks once is asked here
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    told = [query["sql"] for query in queries]
    # In a test the wall is given back at the end; a request's own transaction ends with it.
    return len([sql for sql in told if not sql.startswith(OF_TRANSACTIONS)]) - 1


@pytest.mark.parametrize(("page", "most"), [("list", 23), ("application", 27), ("home", 29)])
def test_a_school_page_asks_seldom(client, sign_in, world, page, most):
    draft = make.draft(world.olive, world.schools["Oak"], world.north.panel_date)
    url = {"list": "/applications/", "application": f"/applications/{draft.public_id}/"}

    assert asked_by(sign_in(client, world.olive), url.get(page, "/")) <= most
