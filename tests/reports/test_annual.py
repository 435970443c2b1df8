"""The annual report: its words, its versions, its figures, and the file."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from clusters.models import Office
from core import jobs
from core.errors import DomainError
from core.models import Job, OutgoingMail
from reports import actions
from reports.models import AnnualReport, ReportRelease, ReportVersion
from reports.tasks import make_annual_report
from tests import factories as make
from tests.accounts.signing_in import sign_in
from tests.core.papers import faults_of, held_in
from tests.reports import history
from tests.reports.history import LAST_YEAR, NOW, TODAY, East

IN_SEPTEMBER = datetime(2026, 9, 1, 9, tzinfo=UTC)
COMPLAINED = datetime(2026, 3, 9, 12, tzinfo=UTC)
YEAR = 2025


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def east(everywhere) -> East:
    """Nine children in 2025/26, three of them with a hearing impairment, and four evaluated."""
    east = history.begin("Oak", "Elm", "Ash")
    east.people["amina"] = make.person("Amina East")
    make.office(east.people["amina"], east.cluster, Office.Kind.CLUSTER_SENCO)
    first = history.paid(east, LAST_YEAR, "Oak", "SLCN", children=6, pence=600_000)
    history.paid(east, LAST_YEAR, "Elm", "HI", children=3, pence=323_400)
    history.evaluated(east, first, datetime(2026, 6, 10, 12, tzinfo=UTC), months=9)
    return east


def begun(east: East, *, year: int = YEAR, **words: str) -> AnnualReport:
    amina = east.people["amina"]
    report = actions.begin_report(cluster=east.cluster, first_year=year, by=amina)
    for name, text in words.items():
        setattr(report, name, text)
    return actions.save_words(report=report, fields=words, by=amina) if words else report


def made(report: AnnualReport, by=None) -> ReportVersion:
    actions.make_version(
        cluster_id=report.cluster_id, report_id=report.pk, person_id=by.pk if by else 0
    )
    return ReportVersion.objects.filter(report=report).select_related("report__cluster").first()


def file_of(version: ReportVersion) -> bytes:
    return bytes(version.file)


def test_the_file_says_the_year_in_words_figures_and_tables(east):
    version = made(begun(east, introduction="A year of reading.", next_steps="More mornings."))

    held = held_in(file_of(version))

    assert faults_of(file_of(version)) == []
    for words in (
        "Annual report 2025/26",
        "In 2025/26 schools were paid £9,234.00 for 9 children.",
        "A year of reading.",
        "More mornings.",
        "No complaint was received in 2025/26.",
        "At the end of 31 August 2026: 0",
        "Version 1",
    ):
        assert words in held.text
    assert "so far" not in held.text
    assert "3,234" not in held.everything
    assert {
        "Annual report 2025/26",
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
    } <= set(held.bookmarks)
