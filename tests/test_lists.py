"""A list asks the database as often for fifty rows as for one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from clusters.models import Cluster, Membership, Office
from complaints import actions as complaint_actions
from complaints.models import Complaint
from core.dates import today
from funding import actions as funding_actions
from funding import queries as funding_queries
from funding.models import Application, Evaluation
from panels import actions
from panels.models import AgendaItem, Meeting, Seat
from pupils.models import Need
from reports import actions as report_actions
from reports.impact import counted_until, year_of
from reports.models import ReportVersion
from schools.models import LocalAuthority, Post, School
from tests import factories as make
from tests.harness.browsing import Browser
from tests.harness.undelivered import lose

SIZES = (1, 3, 50)
# What a page asks of the database, the transaction and its tenants aside.
MOST_QUERIES = 12
# Those that stand above it today; none may grow.
MORE = {
    "the minutes": 15,
    "the papers in one document": 21,
    "the school's first screen": 23,
    "the chair's first screen": 24,
    "the meetings on the first screen": 24,
    "the evaluations on the first screen": 32,
    "the mail on the first screen": 32,
    "the agenda": 13,
    "the notes on an item": 19,
    "the cases that a search finds": 24,
    "the drafts that a search finds": 24,
    "the people that a search finds": 24,
    "the words of a complaint": 21,
    "what a cluster's money did": 13,
    "the versions of an annual report": 17,  # figures too: whether the newest version has them
}
# Who is asking: their session, themselves, their posts, their offices, what else opens the wall.
FRAME = 5
OF_THE_TRANSACTION = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO", "WITH was AS")

Kind = Office.Kind


@dataclass
class East:
    """A cluster with one school, and nothing in it yet."""

    authority: LocalAuthority
    elm: School
    elsa: User  # SENCO of Elm
    dana: User  # deputy chair
    carol: User  # cluster SENCO
    root: User  # administrator
    cluster: Cluster
    meeting: Meeting


@pytest.fixture
def east(everywhere) -> East:
    authority = make.authority()
    elm = make.school("Elm School", of=authority)
    cluster = make.cluster("East", elm, of=authority, uses_scores=True, uses_votes=True)
    elsa, dana = make.person("Elsa Senco"), make.person("Dana Deputy")
    carol = make.person("Carol Lead")
    make.post(elsa, elm)
    make.office(dana, cluster, Kind.DEPUTY_CHAIR)
    make.office(carol, cluster, Kind.CLUSTER_SENCO)
    return East(
        authority=authority,
        elm=elm,
        elsa=elsa,
        dana=dana,
        carol=carol,
        root=make.person("Root Administrator", is_superuser=True),
        cluster=cluster,
        meeting=make.meeting(make.panel_date(cluster), by=carol),
    )


def add_case(east: East, number: int) -> None:
    """A case on the agenda, with its pupil, its author and two answers, one of them an interest."""
    check = make.submitted(east.elsa, east.elm, east.meeting.panel_date, title=f"Case {number}")
    make.ready(check, by=east.dana)
    AgendaItem.objects.create(
        cluster=east.cluster,
        meeting=east.meeting,
        check_row=check,
        application=check.application,
        number=number,
    )
    actions.declare_interest(check=check, kind="other", detail="", by=east.carol)


def add_waiting(east: East, number: int) -> None:
    make.submitted(east.elsa, east.elm, east.meeting.panel_date, title=f"Case {number}")


def add_draft(east: East, number: int) -> None:
    make.draft(east.elsa, east.elm, east.meeting.panel_date, title=f"Draft {number}")


def add_ready(east: East, number: int) -> None:
    check = make.submitted(east.elsa, east.elm, east.meeting.panel_date, title=f"Case {number}")
    make.ready(check, by=east.dana)


def add_evaluation(east: East, number: int) -> None:
    """One that is late; the first comes with the fund."""
    if number == 1:
        fay = make.person("Fay Finance")
        make.office(fay, east.cluster, Kind.FINANCE_OFFICER)
        make.fund(east.cluster, by=fay, pence=10_000_000)
    draft = make.draft(east.elsa, east.elm, east.meeting.panel_date, title=f"Award {number}")
    Application.objects.filter(pk=draft.pk).update(status="awarded", submitted_at=timezone.now())
    award = make.award(draft, by=east.dana)
    late = timezone.localdate() - timedelta(days=number)
    Evaluation.objects.filter(award=award).update(due_on=late)


def add_meeting(east: East, number: int) -> None:
    panel_date = make.panel_date(east.cluster, days=20 + number)
    meeting = Meeting.objects.create(cluster=east.cluster, panel_date=panel_date)
    Seat.objects.create(cluster=east.cluster, meeting=meeting, person=east.dana, role="chair")


def add_panel_date(east: East, number: int) -> None:
    make.panel_date(east.cluster, days=20 + number)


def add_person(east: East, number: int) -> None:
    make.person(f"Person {number}")


def add_cluster(east: East, number: int) -> None:
    make.cluster(f"Cluster {number}", of=east.authority)


def add_authority(east: East, number: int) -> None:
    make.authority(f"Authority {number}")


def add_officer_of_authority(east: East, number: int) -> None:
    Office.objects.create(
        authority=east.authority,
        person=make.person(f"Officer {number}"),
        kind=Kind.AUTHORITY_OFFICER,
    )


def add_officer(east: East, number: int) -> None:
    make.office(make.person(f"Member {number}"), east.cluster, Kind.MEMBER)


def add_member_school(east: East, number: int) -> None:
    school = make.school(f"School {number}", of=east.authority)
    Membership.objects.create(cluster=east.cluster, school=school, starts_on=make.LONG_AGO)


def add_post_at_elm(east: East, number: int) -> None:
    make.post(make.person(f"Teacher {number}"), east.elm, Post.Kind.TEACHER)


def add_cluster_of_elm(east: East, number: int) -> None:
    make.cluster(f"Cluster {number}", east.elm, of=east.authority)


def add_own_post(east: East, number: int) -> None:
    make.post(east.elsa, make.school(f"School {number}", of=east.authority))


def add_note(east: East, number: int) -> None:
    if not AgendaItem.objects.exists():
        add_case(east, 1)
    item = AgendaItem.objects.get()
    actions.write_note(item=item, text=f"Note {number}", by=east.dana)


def add_paid(east: East, number: int) -> None:
    """A school that was paid last month, of a need and with an evaluation of its own."""
    month_before = timezone.now().replace(day=1) - timedelta(days=5)
    with time_machine.travel(month_before, tick=False):
        fay = _keeper(east)
        add_member_school(east, number)
        school = School.objects.get(name=f"School {number}")
        make.post(east.elsa, school)
        panel = make.panel_date(east.cluster, days=100 + number)
        needs = list(Need)
        case = make.draft(east.elsa, school, panel, need=needs[number % len(needs)])
        award = make.award(case, by=east.dana, terms=1, pence=10_000)
        funding_actions.release(instalment=award.instalments.get(), by=fay)


def _keeper(east: East) -> User:
    """The finance officer of a cluster that has a fund."""
    held = Office.objects.filter(cluster=east.cluster, kind=Kind.FINANCE_OFFICER)
    if not held:
        fay = make.person("Fay Finance")
        make.office(fay, east.cluster, Kind.FINANCE_OFFICER)
        make.fund(east.cluster, by=fay, pence=90_000_000)
    return held.get().person


def add_report_version(east: East, number: int) -> None:
    """The first with a school that was paid; each of other words, and released."""
    if number == 1:
        add_paid(east, 1)
    year = year_of(counted_until(today()))
    report = report_actions.begin_report(cluster=east.cluster, first_year=year, by=east.carol)
    version = ReportVersion.objects.create(
        cluster=east.cluster,
        report=report,
        number=number,
        title="A report",
        counted_until=counted_until(today()),
        body=f"Version {number}",
        made_by=east.carol,
    )
    report_actions.release(version=version, by=east.carol)


def report_page(east: East) -> str:
    return f"/impact/{east.cluster.public_id}/{year_of(counted_until(today()))}/report/"


def add_complaint(east: East, number: int) -> None:
    make.complaint(east.cluster, east.elm, words=f"Complaint {number}")


def add_words_to_complaint(east: East, number: int) -> None:
    if not Complaint.objects.exists():
        add_complaint(east, 1)
    complaint_actions.add_words(complaint=Complaint.objects.get(), text=f"Words {number}", by=None)


def add_lost_mail(east: East, number: int) -> None:
    """One of an award, and one of a case that Carol is free on."""
    check = make.submitted(east.elsa, east.elm, east.meeting.panel_date, title=f"Case {number}")
    actions.answer_no_interest(check=check, by=east.carol)
    lose(f"case-{number}", make.person(f"Reader {number}"), about=check.application)
    lose(f"date-{number}", east.elsa, about=east.meeting.panel_date)


def add_lost_account(east: East, number: int) -> None:
    lose(f"account-{number}", make.person(f"Reader {number}"))


def complaint_page(east: East) -> str:
    return f"/complaints/{Complaint.objects.get().public_id}/"


def item_page(east: East) -> str:
    return f"/items/{AgendaItem.objects.get().public_id}/"


def year_page(east: East) -> str:
    held_on = east.meeting.panel_date.held_on
    first_year = held_on.year if held_on.month >= 9 else held_on.year - 1
    return f"/clusters/{east.cluster.public_id}/calendar/{first_year}"


def minutes_page(east: East) -> str:
    Meeting.objects.filter(pk=east.meeting.pk).update(started_at=timezone.now())
    return f"/meetings/{east.meeting.public_id}/minutes"


Where = Callable[[East], str]
LISTS: dict[str, tuple[str, Where, Callable[[East, int], None]]] = {
    "the school's applications": ("elsa", lambda east: "/applications/", add_draft),
    "the school's first screen": ("elsa", lambda east: "/", add_draft),
    "the tray of checks": ("dana", lambda east: "/checks/", add_waiting),
    "the chair's first screen": ("dana", lambda east: "/", add_waiting),
    # Dana is free for every item, Carol a silent observer for each.
    "the agenda": ("dana carol", lambda east: f"/meetings/{east.meeting.public_id}/", add_case),
    "what is ready for the agenda": (
        "dana",
        lambda east: f"/meetings/{east.meeting.public_id}/",
        add_ready,
    ),
    "the minutes": ("dana carol", minutes_page, add_case),
    "the papers in one document": (
        "dana carol",
        lambda east: f"/meetings/{east.meeting.public_id}/pack/page",
        add_case,
    ),
    "the evaluations": ("elsa carol", lambda east: "/evaluations/", add_evaluation),
    "the evaluations on the first screen": ("elsa carol", lambda east: "/", add_evaluation),
    "the meetings": ("dana", lambda east: "/meetings/", add_meeting),
    "the meetings on the first screen": ("dana", lambda east: "/", add_meeting),
    "the panel dates without an agenda": ("dana", lambda east: "/meetings/", add_panel_date),
    "the notes on an item": ("dana", item_page, add_note),
    "the cases that a search finds": ("dana carol", lambda east: "/search/?q=case", add_case),
    "the drafts that a search finds": ("elsa", lambda east: "/search/?q=draft", add_draft),
    "the people that a search finds": (
        "dana root",
        lambda east: "/search/?q=member",
        add_officer,
    ),
    "the people of the site": ("root", lambda east: "/people", add_person),
    "the clusters": ("root", lambda east: "/clusters/", add_cluster),
    "the authorities": ("root", lambda east: "/authorities/", add_authority),
    "an authority's officers": (
        "root",
        lambda east: f"/authorities/{east.authority.code}/",
        add_officer_of_authority,
    ),
    "a cluster's people": (
        "carol",
        lambda east: f"/clusters/{east.cluster.public_id}/people",
        add_officer,
    ),
    "a cluster's page": ("carol", lambda east: f"/clusters/{east.cluster.public_id}/", add_officer),
    "a cluster's schools": (
        "carol",
        lambda east: f"/clusters/{east.cluster.public_id}/schools",
        add_member_school,
    ),
    "a cluster's calendar": ("carol", year_page, add_panel_date),
    "a school's people": ("root", lambda east: f"/schools/{east.elm.urn}/people", add_post_at_elm),
    "a school's people, by the clusters that it is in": (
        "root",
        lambda east: f"/schools/{east.elm.urn}/people",
        add_cluster_of_elm,
    ),
    "what a cluster's money did": (
        "dana",
        lambda east: f"/impact/{east.cluster.public_id}/",
        add_paid,
    ),
    "the versions of an annual report": ("dana carol", report_page, add_report_version),
    "the complaints": ("carol", lambda east: "/complaints/", add_complaint),
    "the words of a complaint": ("carol", complaint_page, add_words_to_complaint),
    "the mail that did not arrive": (
        "carol",
        lambda east: f"/undelivered/{east.cluster.public_id}/",
        add_lost_mail,
    ),
    "the mail on the first screen": ("carol", lambda east: "/", add_lost_mail),
    "the mail about accounts": ("root", lambda east: "/undelivered/", add_lost_account),
    "one's own posts": ("elsa", lambda east: "/your-posts", add_own_post),
}


def statements(east: East, name: str, sizes: tuple[int, ...]) -> dict[tuple[str, int], list[str]]:
    """What the list asks of the database, for each of its readers and each number of rows."""
    keys, where, add = LISTS[name]
    browsers = {key: Browser(getattr(east, key)) for key in keys.split()}
    asked: dict[tuple[str, int], list[str]] = {}
    made = 0
    for size in sizes:
        while made < size:
            made += 1
            add(east, made)
        for key, browser in browsers.items():
            browser.get(where(east))  # what a process asks once is asked here
            asked[key, size] = asked_for(browser, where(east))
    return asked


def asked_for(browser: Browser, url: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        page = browser.get(url)
    assert page.status == 200
    statements = [query["sql"] for query in queries.captured_queries]
    return [one for one in statements if not one.startswith(OF_THE_TRANSACTION)]


def numbers_of(asked: dict[tuple[str, int], list[str]]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for (key, _), queries in asked.items():
        found.setdefault(key, set()).add(len(queries))
    return found


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_as_often_for_fifty_rows_as_for_one(east, name):
    asked = statements(east, name, SIZES)

    for key, numbers in numbers_of(asked).items():
        if len(numbers) > 1:
            few, many = asked[key, SIZES[0]], asked[key, SIZES[-1]]
            known = {_shape(one) for one in few}
            new = [one for one in many if _shape(one) not in known][:5]
            pytest.fail(f"{name}, to {key}, asks {sorted(numbers)} times. New with more: {new}")
        assert max(numbers) <= MORE.get(name, MOST_QUERIES)


@pytest.mark.parametrize("key", ["elsa", "dana", "carol", "root"])
def test_an_empty_page_asks_who_is_asking_and_nothing_else(east, key):
    """Its navigation and the places that one acts for come from what was asked for that."""
    add_draft(east, 1)
    add_case(east, 2)
    browser = Browser(getattr(east, key))
    browser.get("/help")

    asked = asked_for(browser, "/help")

    assert len(asked) == FRAME, asked


def _shape(statement: str) -> str:
    return statement.partition(" WHERE ")[0]


def test_one_query_a_row_is_found(east, monkeypatch):
    """The control: a list that fetches each row's school by itself asks more for more rows."""
    monkeypatch.setattr(funding_queries, "list_rows", lambda rows: rows)

    numbers = numbers_of(statements(east, "the school's applications", (1, 3)))

    assert len(numbers["elsa"]) == 2
