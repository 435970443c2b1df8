"""A cluster whose last academic year has something to report, and the report of it."""

from datetime import UTC, datetime

from clusters.models import Office
from reports import actions
from reports.models import AnnualReport, ReportVersion
from tests import factories as make
from tests.reports import history
from tests.reports.history import LAST_YEAR, East

SENT = datetime(2026, 6, 10, 12, tzinfo=UTC)
YEAR = 2025


def eventful() -> East:
    """Nine children in 2025/26, three of them with a hearing impairment, six evaluated; Amina is
    its cluster SENCO."""
    east = history.begin("Oak", "Elm", "Ash")
    east.people["amina"] = make.person("Amina East")
    make.office(east.people["amina"], east.cluster, Office.Kind.CLUSTER_SENCO)
    first = history.paid(east, LAST_YEAR, "Oak", "SLCN", children=6, pence=600_000)
    history.paid(east, LAST_YEAR, "Elm", "HI", children=3, pence=323_400)
    history.evaluated(east, first, SENT, months=9)
    return east


def begun(east: East, *, year: int = YEAR, **words: str) -> AnnualReport:
    amina = east.people["amina"]
    report = actions.begin_report(cluster=east.cluster, first_year=year, by=amina)
    return written(report, east, **words) if words else report


def written(report: AnnualReport, east: East, **words: str) -> AnnualReport:
    for name, text in words.items():
        setattr(report, name, text)
    return actions.save_words(report=report, fields=words, by=east.people["amina"])


def made(report: AnnualReport, by=None) -> ReportVersion:
    """The newest version, after one was asked for; by nobody it is the schedule's."""
    actions.make_version(
        cluster_id=report.cluster_id, report_id=report.pk, person_id=by.pk if by else 0
    )
    rows = ReportVersion.objects.filter(report=report).select_related("report__cluster__rules")
    return rows[0]
