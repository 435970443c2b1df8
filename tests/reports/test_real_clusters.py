"""The whole chain on clusters of real schools, as the two import commands make them."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from clusters.models import Cluster, Membership, Office
from funding import actions as funding
from funding.models import Award, Outcome
from panels import actions as panels
from panels.models import AgendaItem
from schools.models import Post, School
from tests import databases
from tests import factories as make
from tests.conftest import copied
from tests.shared_data import for_each, shared_data
from tests.wall import wall_open

Kind = Office.Kind
# In two payments.
FIRST_PAYMENT = 62_500
REAL = [
    pair
    for pair in [
        (
            shared_data("gias_4las_cp1252_2025-07-17.csv"),
            shared_data("seed_clusters_matched_to_gias.csv"),
        )
    ]
    if all(pair)
]


@pytest.fixture
def apart(django_db_setup, django_db_blocker) -> Iterator[None]:
    """An empty database of the test's own: as on a real site, its statistics are of what is there,
    and not of what other tests took back."""
    with django_db_blocker.unblock(), copied(databases.base_name()):
        yield


@for_each(("schools", "clusters"), REAL, ids=["four authorities"])
def test_the_chain_runs_in_every_real_cluster(apart, schools: Path, clusters: Path):
    with transaction.atomic(), wall_open():
        call_command("import_schools", schools, stdout=StringIO())
        call_command("import_clusters", clusters, stdout=StringIO())
    with databases.as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    with transaction.atomic(), wall_open():
        outcomes = {cluster.name: _chain(cluster) for cluster in Cluster.objects.order_by("name")}

    assert len(outcomes) == 9
    assert set(outcomes.values()) == {(Outcome.Kind.AWARD, FIRST_PAYMENT, True)}


def _chain(cluster: Cluster) -> tuple[str, int, bool]:
    """What was decided, what is paid in pence, and whether its evaluation is sent."""
    rows = Membership.objects.filter(cluster=cluster).order_by("school__urn")
    applies, chairs = (School.objects.get(pk=row.school_id) for row in rows[:2])
    senco, head, chair, lead, member, keeper = (
        make.person(f"{job} {cluster.pk}")
        for job in ("Senco", "Head", "Chair", "Lead", "Member", "Keeper")
    )
    make.post(senco, applies)
    make.post(head, applies, Post.Kind.HEADTEACHER)
    make.post(chair, chairs, Post.Kind.HEADTEACHER)
    for person, kind in (
        (chair, Kind.CHAIR),
        (lead, Kind.CLUSTER_SENCO),
        (member, Kind.MEMBER),
        (head, Kind.MEMBER),
        (keeper, Kind.FINANCE_OFFICER),
    ):
        make.office(person, cluster, kind)
    make.fund(cluster, by=keeper)
    panel = make.panel_date(cluster)
    application = make.draft(senco, applies, panel)
    if cluster.rules.head_signs:
        funding.ask_to_sign(application=application, by=senco)
        make.signed(application, by=head)
    check = make.ready(panels.submit(application=application, by=senco), by=lead)
    item = make.item(check, make.meeting(panel, by=lead), by=lead)
    for person in (chair, member):
        make.free(person, item)
    assert not head.has_perm("panels.read_agendaitem", item)
    make.started(item.meeting, by=lead)
    told = make.told(AgendaItem.objects.get(pk=item.pk), by=chair)
    award = Award.objects.get(application=application)
    released = funding.release(instalment=award.instalments.order_by("number")[0], by=keeper)
    sent = make.evaluation_sent(award, by=senco, spent=released.amount_pence)
    return told.kind, released.amount_pence, sent.sent_at is not None
