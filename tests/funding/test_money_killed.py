"""A release that dies half way leaves all of it or nothing."""

import os
import random
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.db import connection, transaction

from funding import actions
from funding.models import Instalment
from tests import factories as make
from tests.funding.ledger import sums
from tests.harness import tables
from tests.harness.code import PROJECT
from tests.wall import wall_open

KILLS = int(os.environ.get("SEND_KILLS", "4"))
EACH = 1_000


@pytest.fixture
def payments(committed):
    with transaction.atomic(), wall_open():
        fund = make.fund(committed.north.cluster, by=committed.fay)
        [first, *_] = make.terms_ahead(committed.north.cluster)
        for number in range(80 if KILLS < 10 else 5 * KILLS):
            actions.open_award(
                fund=fund,
                school=committed.schools["Oak"],
                label=f"Award {number}",
                amount_pence=EACH,
                paid_pence=0,
                terms_left=1,
                first_term=first,
                by=committed.fay,
            )
        return fund, list(Instalment.objects.order_by("pk").values_list("pk", flat=True))


def child(mode: str, officer, payments) -> subprocess.Popen:
    to = connection.settings_dict
    url = f"postgres://{to['USER']}:{quote(to['PASSWORD'])}@{to['HOST']}:{to['PORT']}/{to['NAME']}"
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.funding.releasing_child",
            mode,
            str(officer.pk),
            *map(str, payments),
        ],
        cwd=PROJECT,
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def whole(fund) -> int:
    """How many payments are marked as paid; the ledger must say the same."""
    with transaction.atomic(), wall_open():
        paid = set(
            Instalment.objects.filter(released_at__isnull=False).values_list("pk", flat=True)
        )
        posted = tables.rows(
            "SELECT instalment_id FROM funding_ledgerentry WHERE cause = 'released'"
        )
        assert sorted(posted) == sorted((pk,) for pk in paid)
        found = sums(fund)
        assert found.get("paid", 0) == EACH * len(paid)
        assert sum(found.values()) == 0
    return len(paid)


def test_killed_between_the_mark_and_the_ledger_nothing_is_paid(committed, payments):
    fund, ids = payments
    with child("middle", committed.fay, ids[:1]) as process:
        assert process.stdout.readline() == "middle\n"
        process.kill()

    assert whole(fund) == 0
    # And what is left can be released: no lock stays behind.
    with transaction.atomic(), wall_open():
        actions.release(instalment=Instalment.objects.get(pk=ids[0]), by=committed.fay)
    assert whole(fund) == 1


def test_killed_at_any_moment_each_payment_is_whole(committed, payments):
    fund, ids = payments
    chance = random.Random("kills")
    before = 0
    for _ in range(KILLS):
        with transaction.atomic(), wall_open():
            left = Instalment.objects.filter(released_at__isnull=True).order_by("pk")
            ids = list(left.values_list("pk", flat=True))
        with child("all", committed.fay, ids) as process:
            for _ in range(chance.randint(1, 4)):  # and then somewhere in the next one
                assert process.stdout.readline() == "paid\n"
            process.kill()
        now = whole(fund)
        assert now > before
        before = now
