"""The second wall is open for whom a request or a job is for, as long as it lasts."""

import ast
import threading
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DataError, ProgrammingError, connection, transaction
from django.test import Client

from core.models import AuditLine
from core.tenancy import NoTransaction, acting_for, tenant, tenants_of
from panels.models import AgendaItem
from tests.core.test_grants import invite, sources

NOTHING = (set(), set())

watched: list[tuple[set[int], set[int]]] = []


def open_for() -> tuple[set[int], set[int]]:
    """Cluster and school ids for which the wall is open on this connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('send.clusters', true), current_setting('send.schools', true)"
        )
        clusters, schools = cursor.fetchone()
    return _ids(clusters), _ids(schools)


def _ids(value: str | None) -> set[int]:
    return {int(pk) for pk in (value or "").strip("{}").split(",") if pk}


class Watch:
    """Stands behind the middleware of the product and notes what is open."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        watched.append(open_for())
        return self.get_response(request)


@pytest.fixture
def pages(committed, settings, sign_in):
    """Signs somebody in and opens a page, with real commits."""
    watched.clear()
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.core.test_tenancy.Watch"]
    settings.ROOT_URLCONF = "tests.core.failing_pages"

    def get(who: Any, path: str) -> Any:
        client = Client(raise_request_exception=False)
        if who:
            sign_in(client, who)
        watched.clear()
        return client.get(path)

    return get


def test_without_a_transaction_nothing_is_opened(committed):
    with pytest.raises(NoTransaction), tenant(clusters=[1]):
        pass

    assert open_for() == NOTHING


def test_what_was_open_before_comes_back(committed):
    with transaction.atomic():
        with tenant(clusters=[1, 2], schools=[3]):
            with tenant(clusters=[9]):
                inner = open_for()
            after_inner = open_for()
        outside = open_for()

    assert inner == ({9}, set())
    assert after_inner == ({1, 2}, {3})
    assert outside == NOTHING


def test_ids_are_numbers_and_nothing_else(committed):
    hostile = tenant(clusters=["1}',true); --"])  # type: ignore[list-item]

    with transaction.atomic(), pytest.raises(ValueError, match="invalid literal"), hostile:
        pass


def test_a_savepoint_that_is_rolled_back_inside_leaves_it_open(committed):
    with transaction.atomic(), tenant(clusters=[1]):
        with pytest.raises(DataError), transaction.atomic():
            divide_by_zero()

        assert open_for() == ({1}, set())


def test_a_savepoint_around_it_closes_it(committed):
    with transaction.atomic(), tenant(clusters=[1]):
        inner = tenant(clusters=[2])
        with pytest.raises(ValueError, match="in between"), transaction.atomic(), inner:
            raise ValueError("in between")

        assert open_for() == ({1}, set())


def test_an_error_inside_closes_it_and_stays_itself(committed):
    with transaction.atomic():
        with pytest.raises(ValueError, match="of the work"), tenant(clusters=[1]):
            raise ValueError("of the work")

        assert open_for() == NOTHING


def test_an_error_of_the_database_inside_stays_itself(committed):
    """Whoever reads the log must see what went wrong, not that closing came too late."""
    with pytest.raises(DataError), transaction.atomic(), tenant(clusters=[1]):
        divide_by_zero()

    assert open_for() == NOTHING


def test_an_error_of_the_database_in_an_inner_one_gives_back_the_outer(committed):
    with transaction.atomic(), tenant(clusters=[1]):
        with pytest.raises(DataError), transaction.atomic(), tenant(clusters=[2]):
            divide_by_zero()

        assert open_for() == ({1}, set())


def divide_by_zero() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


@pytest.mark.parametrize("ends", ["commit", "rollback"])
def test_a_pooled_connection_keeps_no_ids(committed, ends):
    with transaction.atomic(), tenant(clusters=[committed.north.cluster.pk], schools=[1]):
        seen = AgendaItem.objects.count()
        transaction.set_rollback(ends == "rollback")

    assert seen == len(committed.north.items)
    assert open_for() == NOTHING
    assert AgendaItem.objects.count() == 0


def test_by_a_setting_of_the_session_the_next_request_would_see_them(committed):
    """The control: what `set_config` without "local" would have left on the connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('send.clusters', %s, false)", [f"{{{committed.north.cluster.pk}}}"]
        )

    assert AgendaItem.objects.count() == len(committed.north.items)


def test_two_connections_at_once_see_their_own(committed):
    sides = {"north": committed.north, "south": committed.south}
    barrier = threading.Barrier(len(sides))
    seen: dict[str, set[int]] = {}

    def look(name: str) -> None:
        try:
            with transaction.atomic(), tenant(clusters=[sides[name].cluster.pk]):
                barrier.wait(timeout=20)
                seen[name] = set(AgendaItem.objects.values_list("pk", flat=True))
                barrier.wait(timeout=20)
        finally:
            connection.close()

    threads = [threading.Thread(target=look, args=(name,)) for name in sides]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert seen == {name: {item.pk for item in side.items.values()} for name, side in sides.items()}


def test_a_person_opens_what_they_belong_to(committed):
    """Asha's school is in both clusters; Lena has left; Root holds nothing."""
    north, south = committed.north.cluster.pk, committed.south.cluster.pk
    school = {name: place.pk for name, place in committed.schools.items()}

    opened = {
        name: tenants_of(committed.people[name])
        for name in ("ben", "asha", "dev", "fay", "lena", "root", "nora")
    }

    assert opened == {
        "ben": ({north}, {school["Oak"]}),
        "asha": ({north, south}, {school["Ash"]}),
        "dev": ({south}, {school["Fir"]}),
        "fay": ({north}, set()),
        "lena": NOTHING,
        "root": NOTHING,
        "nora": NOTHING,
    }
    assert tenants_of(AnonymousUser()) == NOTHING


def test_a_grant_opens_the_wall_for_whoever_has_nothing_else(committed):
    """By a connection for which nothing is open yet, as each request begins."""
    north = committed.north
    with transaction.atomic(), tenant(clusters=[north.cluster.pk]):
        invite(committed, committed.nora, north.items["own"])

    before = tenants_of(committed.nora)
    with acting_for(committed.nora):
        seen = set(AgendaItem.objects.for_user(committed.nora, "see_line"))

    assert before == ({north.cluster.pk}, set())
    assert seen == {north.items["own"]}


def test_acting_for_somebody_opens_theirs_and_no_more(committed):
    with acting_for(committed.dev):
        inside = open_for(), set(AgendaItem.objects.values_list("cluster_id", flat=True))

    assert inside == (tenants_of(committed.dev), {committed.south.cluster.pk})
    assert open_for() == NOTHING


@pytest.mark.parametrize("name", ["ben", "asha", "dev", "root", "nora"])
def test_a_request_opens_its_persons_own(pages, committed, name):
    who = committed.people[name]

    answer = pages(who, "/applications/")

    assert answer.status_code == 200
    assert watched == [tenants_of(who)]
    assert open_for() == NOTHING


def test_a_signed_out_request_opens_nothing(pages):
    answer = pages(None, "/accessibility")

    assert answer.status_code == 200
    assert watched == [NOTHING]


def test_a_page_that_works_keeps_what_it_wrote(pages, committed):
    answer = pages(committed.ben, "/tests/works")

    assert answer.status_code == 200
    assert AuditLine.objects.filter(verb="tests.page").count() == 1


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/no-such-page", 404, "Page not found"),
        ("/items/nosuchitem/", 404, "Page not found"),
        ("/tests/refuses", 403, "You have an interest in this application."),
        ("/tests/breaks", 500, "Something went wrong"),
        ("/tests/breaks-in-the-database", 500, "Something went wrong"),
    ],
)
def test_an_error_has_its_page_and_leaves_nothing_written(pages, committed, path, status, words):
    answer = pages(committed.ben, path)

    text = answer.content.decode()
    assert answer.status_code == status
    assert words in text
    assert "</html>" in text
    assert "canarywords" not in text
    assert not AuditLine.objects.filter(verb="tests.page").exists()
    assert open_for() == NOTHING


def test_after_an_error_the_next_request_is_as_good_as_any(pages, committed):
    pages(committed.ben, "/tests/breaks-in-the-database")

    assert pages(committed.ben, "/applications/").status_code == 200
    assert watched == [tenants_of(committed.ben)]


STREAMS = {"StreamingHttpResponse", "FileResponse"}


def streams(text: str) -> set[str]:
    names = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
    return (
        names & STREAMS
        | {node.attr for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)}
        & STREAMS
    )


def test_no_page_is_streamed():
    """A stream is read after the request's transaction: it would see no rows."""
    assert {file.name for file in sources() if streams(file.read_text())} == set()


def test_a_streamed_page_would_be_found():
    text = "return http.FileResponse(file) or StreamingHttpResponse(rows)"

    assert streams(f"def view(): {text}") == STREAMS


def test_a_row_of_another_cluster_is_refused_behind_the_wall(committed):
    """Reading shows none of them; writing one is refused."""
    item = committed.north.items["own"]
    item.pk, item.public_id, item.number = None, "another", 99
    south = tenant(clusters=[committed.south.cluster.pk])

    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic(), south:
        item.save(force_insert=True)
