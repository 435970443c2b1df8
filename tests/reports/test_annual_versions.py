"""Versions of the annual report, who reads and releases them, and the job that makes them."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection, transaction
from django.test import Client

from clusters.models import Office
from core import jobs
from core.access import audience
from core.errors import DomainError
from core.models import AuditLine, Job, OutgoingMail
from reports import actions
from reports.models import AnnualReport, ReportRelease, ReportVersion
from reports.tasks import make_annual_report
from tests import factories as make
from tests.accounts.signing_in import sign_in
from tests.core.papers import held_in
from tests.harness import tables
from tests.harness.browsing import Browser
from tests.reports import annual
from tests.reports.annual import YEAR, begun, made, written
from tests.reports.history import NOW, East

IN_SEPTEMBER = datetime(2026, 9, 1, 1, tzinfo=UTC)  # two in the morning
EVERYBODY = {"elsa", "ben", "nan", "gil", "fay", "dana", "lois", "ada", "root", "kit", "amina"}
READERS = {"ben", "nan", "gil", "fay", "dana", "lois", "amina"}
WRITERS = {"dana", "amina"}  # the chair and the cluster SENCO


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def east(everywhere) -> East:
    return annual.eventful()


@pytest.fixture
def draft(east) -> ReportVersion:
    return made(begun(east, introduction="A year of reading."), by=east.people["amina"])


def ask(east: East, key: str, path: str = "", *, method: str = "get", data=None):
    client = Client()
    sign_in(client, east.people[key])
    url = f"/impact/{east.cluster.public_id}/{YEAR}/report/{path}"
    return getattr(client, method)(url, data or {})


def allowed(east: East, path: str) -> set[str]:
    return {key for key in EVERYBODY if ask(east, key, path).status_code == 200}


def words(answer) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").main.get_text(" ").split())


def test_a_draft_is_read_by_who_writes_it_alone(east, draft):
    for path in (f"{draft.public_id}/page", f"{draft.public_id}/file"):
        assert allowed(east, path) == WRITERS


def test_a_released_one_is_read_by_officers_governors_heads_and_the_authority(east, draft):
    """The control of the one before."""
    actions.release(version=draft, by=east.people["amina"])

    for path in (f"{draft.public_id}/page", f"{draft.public_id}/file"):
        assert allowed(east, path) == READERS


def test_the_four_questions_agree_on_who_reads(east, draft):
    people = {key: east.people[key] for key in EVERYBODY}

    def readers() -> list[set[str]]:
        everybody = type(people["gil"]).objects.filter(pk__in=[one.pk for one in people.values()])
        told = audience("read", draft, everybody)
        return [
            {
                key
                for key, one in people.items()
                if ReportVersion.objects.for_user(one).filter(pk=draft.pk).exists()
            },
            {
                key
                for key, one in people.items()
                if one.has_perm("reports.read_reportversion", draft)
            },
            {key for key, one in people.items() if one in told},
        ]

    assert readers() == [WRITERS] * 3
    actions.release(version=draft, by=east.people["amina"])
    assert readers() == [READERS] * 3


def test_to_other_readers_a_draft_is_not_there(east, draft):
    gil = Browser(east.people["gil"])
    report = f"/impact/{east.cluster.public_id}/{YEAR}/report"

    nothing = gil.get(f"{report}/zzzzzzzzzz/page")
    hidden = gil.get(f"{report}/{draft.public_id}/page")

    assert (hidden.status, hidden.text) == (nothing.status, nothing.text)
    assert "No report of 2025/26 is released yet." in words(ask(east, "gil"))
    assert "Draft" not in words(ask(east, "gil"))


def test_the_words_are_their_writers(east, draft):
    assert allowed(east, "words/learnt") == WRITERS
    for key in sorted(EVERYBODY - WRITERS):
        answer = ask(east, key, "words/learnt", method="post", data={"learnt": "Not mine."})
        assert answer.status_code in (403, 404)
    assert "Not mine." not in begun(east).learnt


@pytest.mark.parametrize("key", sorted({*EVERYBODY, "deputy"} - {"amina", "dana"}))
def test_only_the_cluster_senco_and_the_chair_release(east, draft, key):
    if key == "deputy":
        east.people[key] = make.person("Deputy East")
        make.office(east.people[key], east.cluster, Office.Kind.DEPUTY_CHAIR)

    answer = ask(east, key, f"{draft.public_id}/release", method="post")

    assert answer.status_code in (403, 404)
    with pytest.raises(DomainError):
        actions.release(version=draft, by=east.people[key])
    assert not ReportRelease.objects.exists()


def test_words_from_an_old_page_wipe_nothing(east, draft):
    page = ask(east, "amina", "words/learnt").content.decode()
    old = {"version": re.search(r'name="version" value="([0-9a-f]{64})"', page).group(1)}
    ask(east, "amina", "words/learnt", method="post", data=old | {"learnt": "First tab."})

    refused = ask(east, "amina", "words/learnt", method="post", data=old | {"learnt": "Second."})

    assert "This was changed while you wrote" in words(refused)
    assert {"First tab." in words(refused), "Second." in words(refused)} == {True}
    assert AnnualReport.objects.get().learnt == "First tab."


def test_an_earlier_version_keeps_its_words_and_figures(east, draft):
    before = (draft.body, bytes(draft.file))
    report = written(begun(east), east, introduction="Another year altogether.")
    second = made(report, by=east.people["amina"])

    draft.refresh_from_db()
    assert (draft.number, second.number) == (1, 2)
    assert (draft.body, bytes(draft.file)) == before
    assert "Another year altogether." in held_in(bytes(second.file)).text
    assert "Another year" not in held_in(bytes(draft.file)).text


def test_each_version_says_who_made_it_and_which_day_its_figures_are_of(east):
    by_itself = made(begun(east))
    by_hand = made(written(begun(east), east, learnt="Much."), by=east.people["amina"])

    told = words(ask(east, "amina"))
    assert by_itself.made_by is None
    assert by_hand.made_by == east.people["amina"]
    assert "Version 1 31 August 2026 22 November 2026, by itself at the year’s end Draft" in told
    assert "Version 2 31 August 2026 22 November 2026, Amina East Draft" in told


def test_an_older_version_is_not_released_any_more_and_one_only_once(east, draft):
    amina = east.people["amina"]
    second = made(written(begun(east), east, learnt="Much."), by=amina)

    with pytest.raises(DomainError, match="there is a newer one"):
        actions.release(version=draft, by=amina)
    actions.release(version=second, by=amina)
    with pytest.raises(DomainError, match="released already"):
        actions.release(version=second, by=amina)

    assert [one.version for one in ReportRelease.objects.all()] == [second]


def test_governors_and_heads_are_told_once_with_a_link_alone(east, draft):
    OutgoingMail.objects.all().delete()

    actions.release(version=draft, by=east.people["amina"])

    mails = OutgoingMail.objects.all()
    assert {mail.person for mail in mails} == {east.people[key] for key in ("gil", "nan", "ben")}
    for mail in mails:
        assert f"/impact/{east.cluster.public_id}/{YEAR}/report/" in mail.body
        assert not {"£", "East", "9,234"} & set(mail.body.replace(mail.person.name, "").split())
        assert mail.subject == "A new annual report of your cluster"


def test_a_draft_tells_nobody(east):
    """The control."""
    OutgoingMail.objects.all().delete()

    made(begun(east, introduction="A year of reading."))

    assert not OutgoingMail.objects.exists()


def test_the_job_twice_leaves_the_same(east):
    report = begun(east, introduction="A year of reading.")
    with transaction.atomic():
        job = actions.ask_for_version(report=report, by=east.people["amina"])

    actions.make_version(**job.ids)
    [first] = ReportVersion.objects.all()
    actions.make_version(**job.ids)

    [again] = ReportVersion.objects.all()
    assert (again.pk, again.body, bytes(again.file), again.made_at) == (
        *(first.pk, first.body, bytes(first.file), first.made_at),
    )


def test_asked_for_twice_is_one_job(east):
    report, amina = begun(east), east.people["amina"]

    jobs_asked = {actions.ask_for_version(report=report, by=amina).pk for _ in range(2)}

    assert len(jobs_asked) == 1


def test_the_job_asks_the_rule_again(east):
    report, amina = begun(east), east.people["amina"]
    job = actions.ask_for_version(report=report, by=amina)
    Office.objects.filter(person=amina).update(ends_on=make.date(2026, 11, 1))

    actions.make_version(**job.ids)

    assert not ReportVersion.objects.exists()


def test_the_page_starts_it_says_how_far_it_is_and_cancels(east):
    begun(east)
    assert "It is not made yet" in words(ask(east, "amina"))

    ask(east, "amina", "make", method="post")
    job = Job.objects.get(task=actions.TASK)
    assert "It waits for its turn" in words(ask(east, "amina"))
    ask(east, "amina", "cancel", method="post")
    job.refresh_from_db()

    assert job.status == Job.Status.CANCELLED
    assert "Making it was cancelled" in words(ask(east, "amina"))
    make_annual_report(job.pk)
    assert not ReportVersion.objects.exists()


def test_a_year_that_ended_is_made_by_itself_once(east):
    with time_machine.travel(IN_SEPTEMBER, tick=False):
        actions.make_due_reports()
        started = list(Job.objects.filter(task=actions.TASK))
        actions.make_due_reports()
        assert list(Job.objects.filter(task=actions.TASK)) == started
        [job] = started
        actions.make_version(**job.ids)
        Job.objects.filter(pk=job.pk).update(status=Job.Status.DONE)
        actions.make_due_reports()

    [version] = ReportVersion.objects.all()
    assert list(Job.objects.filter(task=actions.TASK)) == started
    assert (version.report.first_year, version.made_by) == (YEAR, None)
    assert not ReportRelease.objects.exists()


def test_before_the_year_has_ended_nothing_is_due(east):
    """The control, an hour before midnight in England."""
    with time_machine.travel(datetime(2026, 8, 31, 22, tzinfo=UTC), tick=False):
        actions.make_due_reports()

    assert not AnnualReport.objects.exists()


def test_a_cluster_without_figures_has_nothing_due(everywhere):
    make.cluster("Nothing yet", of=make.authority("Westshire"))

    actions.make_due_reports()

    assert not Job.objects.filter(task=actions.TASK).exists()
    assert jobs.newest(actions.TASK, "1") is None


def test_the_first_screen_of_the_cluster_senco_asks_for_it_until_it_is_released(east, draft):
    def asked() -> bool:
        client = Client()
        sign_in(client, east.people["amina"])
        return "Annual report 2025/26" in words(client.get("/"))

    assert asked()
    actions.release(version=draft, by=east.people["amina"])
    assert not asked()


@pytest.mark.parametrize("key", ["gil", "ben", "nan"])
def test_governors_and_heads_find_a_new_one_on_their_first_screen(east, draft, key):
    def found() -> set[str]:
        client = Client()
        sign_in(client, east.people[key])
        home = BeautifulSoup(client.get("/").content, "html.parser")
        return {link["href"] for link in home.select("main a") if "report" in link["href"]}

    assert found() == set()
    actions.release(version=draft, by=east.people["amina"])
    assert found() == {f"/impact/{east.cluster.public_id}/{YEAR}/report/"}


def test_the_impact_page_offers_what_is_released(east, draft):
    def offered(key: str) -> set[str]:
        client = Client()
        sign_in(client, east.people[key])
        page = client.get(f"/impact/{east.cluster.public_id}/{YEAR}")
        side = BeautifulSoup(page.content, "html.parser")
        return {link["href"] for link in side.select("a") if "/report/" in link["href"]}

    report = f"/impact/{east.cluster.public_id}/{YEAR}/report/"
    assert (offered("amina"), offered("gil")) == ({report}, set())
    actions.release(version=draft, by=east.people["amina"])
    assert offered("gil") == {report, f"{report}{draft.public_id}/file"}


def test_what_is_done_is_on_the_audit(east, draft):
    actions.release(version=draft, by=east.people["amina"])

    lines = AuditLine.objects.filter(model__startswith="reports.")
    assert set(lines.values_list("verb", flat=True)) == {
        "began a report",
        "wrote a report",
        "made a report",
        "released a report",
    }
    assert not any("reading" in str(line.detail) for line in lines)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_reportversion SET body = 'other'",
        "UPDATE reports_reportversion SET file = NULL",
        "UPDATE reports_reportversion SET number = 9",
        "UPDATE reports_reportversion SET body = 'x', file = NULL, erased_at = now()",
        "DELETE FROM reports_reportversion",
        "UPDATE reports_reportrelease SET at = now()",
        "DELETE FROM reports_reportrelease",
        "DELETE FROM reports_annualreport",
        "INSERT INTO reports_reportrelease (cluster_id, version_id, at, by_id)"
        " SELECT cluster_id, version_id, at, by_id FROM reports_reportrelease",
    ],
)
def test_the_database_refuses_to_change_what_was_made_or_released(east, draft, statement):
    actions.release(version=draft, by=east.people["amina"])

    assert str(tables.attempt(statement)).startswith(tables.REFUSED)


def test_a_version_can_be_erased_and_nothing_else_of_it_changed(east, draft):
    """The control: this update passes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reports_reportversion SET title = '', body = '', file = NULL, erased_at = now()"
        )

    draft.refresh_from_db()
    assert (draft.body, draft.file, draft.number) == ("", None, 1)
