"""The databases of the tests, and the wall that tests open for themselves."""

from django.db import connection

from core.tenancy import tenant
from panels.models import Check
from tests import databases
from tests import factories as make
from tests.wall import MOST_ADDED, wall_open


def test_two_copies_of_one_database_stand_side_by_side(django_db_setup, django_db_blocker):
    template = databases.base_name()

    with (
        django_db_blocker.unblock(),
        databases.cloned(template) as first,
        databases.cloned(template) as second,
        connection._nodb_cursor() as cursor,
    ):
        cursor.execute("SELECT datname FROM pg_database")
        there = {name for (name,) in cursor.fetchall()}

    assert first != second
    assert {first, second} <= there


def test_the_wall_is_open_however_many_clusters_tests_have_made(db):
    """Numbers that were given and rolled back are never given again."""
    numbers_given("clusters_cluster_id_seq", 3 * MOST_ADDED)
    numbers_given("schools_school_id_seq", 30 * MOST_ADDED)

    with wall_open():
        school = make.school("Ash School", of=make.authority())
        cluster = make.cluster("East", school, of=school.authority)
        person = make.person("Olive Senco")
        make.post(person, school)
        make.submitted(person, school, make.panel_date(cluster))
        seen = Check.objects.count()
        with tenant():
            behind = Check.objects.count()

    assert cluster.pk > 3 * MOST_ADDED
    assert (seen, behind) == (1, 0)


def numbers_given(sequence: str, many: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [sequence, many])
