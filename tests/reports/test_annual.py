"""What the annual report of a cluster says, in its words, figures and file."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup

from clusters.models import Office
from core import pdf
from core.errors import DomainError
from funding import actions as funding
from reports import documents
from reports.models import ReportVersion
from tests import factories as make
from tests.core.papers import faults_of, held_in
from tests.reports import annual, history
from tests.reports.annual import YEAR, begun, made, written
from tests.reports.history import LAST_YEAR, NOW, THIS_YEAR, TODAY, East
from tests.reports.test_impact import page as impact_page
from tests.reports.test_impact import table

IN_SEPTEMBER = datetime(2026, 9, 3, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def east(everywhere) -> East:
    return annual.eventful()


def complained(east: East, when: datetime, *, outcome: str = "") -> None:
    with time_machine.travel(when, tick=False):
        complaint, _ = make.complaint(east.cluster, east.schools["Oak"])
        if outcome:
            make.ended_stage(complaint, by=east.people["amina"], kind=outcome)


def test_the_file_says_the_year_in_words_figures_and_tables(east):
    version = made(begun(east, introduction="A year of reading.", next_steps="More mornings."))

    file = bytes(version.file)
    held = held_in(file)

    assert faults_of(file) == []
    for said in (
        "Annual report 2025/26",
        "In 2025/26 schools were paid £9,234.00 for 9 children.",
        "A year of reading.",
        "More mornings.",
        "No complaint was received in 2025/26.",
        "At the end of 31 August 2026: 1. A year before: 0.",
        "A figure of fewer than 5 children could tell who they are",
        "Version 1.",
    ):
        assert said in held.text
    assert "so far" not in held.text
    assert "3,234" not in held.everything
    assert set(held.bookmarks) == {
        "Annual report 2025/26",
        "Contents",
        "Introduction",
        "What was spent, by need",
        "What came of it, by need",
        "What each school was paid",
        "Months gained in tests, by what the money was for",
        "Evaluations that were overdue",
        "Complaints",
        "What comes next",
        "What was hidden and why",
        "How it is counted",
    }
    assert {"introduction", "need-heading", "schools-heading", "complaints"} <= held.links
    assert "East: annual report 2025/26" in held.metadata
    assert not {"Amina", "Elsa", "Gil"} & set(held.everything.split())


def test_its_tables_are_those_of_the_impact_page(east):
    """Of the year and of the year before; the page has a third column, of this year and last."""
    found = impact_page(east, path=str(YEAR))
    text = held_in(bytes(made(begun(east)).file)).text

    for key in ("need", "outcomes", "schools", "months"):
        for name, cells in table(found, key).items():
            assert f"{name} {' '.join(cells)}" in text


def test_the_same_words_and_figures_are_the_same_bytes(east):
    version = made(begun(east, learnt="Reading helps."))
    again = pdf.file_of(documents.annual_page(version))

    assert again == bytes(version.file)


def test_another_word_is_another_file(east):
    """The control."""
    report = begun(east, learnt="Reading helps.")
    first = made(report)

    second = made(written(report, east, learnt="Writing helps."))

    assert bytes(first.file) != bytes(second.file)


def test_a_year_that_has_ended_reads_the_same_whenever_it_is_made(east):
    report = begun(east)
    with time_machine.travel(IN_SEPTEMBER, tick=False):
        in_september = made(report)
    history.paid(east, THIS_YEAR, "Ash", "SLCN", children=12)

    assert made(report) == in_september
    assert ReportVersion.objects.count() == 1


def test_the_year_that_runs_says_how_far_it_counts(east):
    history.paid(east, THIS_YEAR, "Ash", "SLCN", children=12, pence=120_000)
    history.paid(east, TODAY, "Ash", "SLCN", children=8, pence=800_000)

    version = made(begun(east, year=2026))

    text = held_in(bytes(version.file)).text
    assert version.title == "East: annual report 2026/27, so far"
    assert "In 2026/27, so far, schools were paid £1,200.00 for 12 children." in text
    assert "Figures up to 31 October 2026." in text


def test_its_figures_have_a_column_of_two_years_only_where_one_needs_it(east):
    history.paid(east, THIS_YEAR, "Ash", "SLCN", children=12)
    report = begun(east, year=2026)
    shown = columns_of(made(report).body)
    few = history.begin("Yew")
    few.people["amina"] = make.person("Amina Few")
    make.office(few.people["amina"], few.cluster, Office.Kind.CLUSTER_SENCO)
    history.paid(few, LAST_YEAR, "Yew", "SLCN", children=4)
    history.paid(few, THIS_YEAR, "Yew", "ASD", children=3)
    needed = columns_of(made(begun(few, year=2026)).body)

    assert shown == ["The year in figures", "2026/27", "2025/26"]
    assert needed == [*shown, "2025/26 and 2026/27 together"]


def columns_of(body: str) -> list[str]:
    first = BeautifulSoup(body, "html.parser").select_one("table.figures")
    return [" ".join(cell.get_text().split()) for cell in first.select("thead th")]


def test_nothing_of_an_unpublished_decision_is_in_it(east):
    report = begun(east, year=2026)
    before = made(report).body

    with time_machine.travel(THIS_YEAR, tick=False):
        waiting = history.application_of(east, "Oak", "ASD", children=20)
        funding.reserve(application=waiting, amount_pence=900_000, by=east.people["dana"])
    history.paid(east, THIS_YEAR, "Oak", "ASD", children=20, release=False)

    assert made(report).body == before


def test_a_published_and_paid_one_is(east):
    """The control."""
    report = begun(east, year=2026)
    before = made(report).body

    history.paid(east, THIS_YEAR, "Oak", "ASD", children=20)

    assert made(report).body != before


def test_a_few_complaints_are_not_told_by_their_number(east):
    for days in range(4):
        complained(east, LAST_YEAR + timedelta(days=days), outcome="upheld")

    held = held_in(bytes(made(begun(east)).file))

    assert "So few complaints were received in 2025/26" in held.text
    assert "Upheld" not in held.text
    assert "The same holds for complaints" in held.text


def test_complaints_by_the_stage_they_reached_and_its_outcome(east):
    """Five upheld and one not: the one is hidden, and what would tell it."""
    for days in range(11):
        outcome = "upheld" if days < 5 else "partly" if days < 10 else "not_upheld"
        complained(east, LAST_YEAR + timedelta(days=days), outcome=outcome)

    text = held_in(bytes(made(begun(east)).file)).text

    assert "11 complaints were received in 2025/26." in text
    assert "Cluster SENCO and chair" in text
    assert "All 5 hidden hidden 11" in text or "All hidden 5 hidden 11" in text


def test_complaints_stand_as_they_did_when_the_year_ended(east):
    for days in range(6):
        complained(east, LAST_YEAR + timedelta(days=days))
    report = begun(east)
    before = made(report).body

    complaint = make.Complaint.objects.first()
    make.ended_stage(complaint, by=east.people["amina"], kind="upheld")
    complained(east, TODAY)

    assert "6 complaints were received" in before
    assert made(report).body == before


def test_what_staff_write_is_looked_through(client, sign_in, east):
    begun(east)
    amina = sign_in(client, east.people["amina"])
    address = f"/impact/{east.cluster.public_id}/{YEAR}/report/words/learnt"

    page = amina.post(address, {"learnt": "Her number is A123456789012."})

    assert page.status_code == 200
    assert "Her number is A123456789012." in page.content.decode()
    assert not begun(east).learnt


def test_one_part_is_saved_by_itself(client, sign_in, east):
    report = begun(east, introduction="A year of reading.")
    amina = sign_in(client, east.people["amina"])

    amina.post(
        f"/impact/{east.cluster.public_id}/{YEAR}/report/words/learnt",
        {"learnt": "Four times a week."},
    )

    report.refresh_from_db()
    assert (report.introduction, report.learnt) == ("A year of reading.", "Four times a week.")
    assert report.changed_by == east.people["amina"]


def test_what_a_person_types_is_text_and_nothing_else(east):
    version = made(begun(east, introduction="<script>alert(1)</script> & <b>bold</b>"))

    assert "<script>" not in version.body
    assert "<script>alert(1)</script> & <b>bold</b>" in held_in(bytes(version.file)).text


def test_a_year_of_which_nothing_is_counted_has_no_report(east):
    with pytest.raises(DomainError, match="Nothing is counted of that year"):
        begun(east, year=1999)


def test_a_machine_without_pango_keeps_the_page(east, monkeypatch):
    monkeypatch.setattr(pdf, "can_be_made", lambda: False)
    version = made(begun(east))
    monkeypatch.undo()

    assert version.file is None
    made_now = documents.annual_file(version)
    made_now.lay_out()
    assert made_now.content.startswith(b"%PDF")
    assert "In 2025/26" in documents.annual_page(version)
