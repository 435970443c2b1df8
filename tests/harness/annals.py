"""The annual reports of the furnished world, of the year that counts now: North's first version is
released and its second is a draft; South's first is released.
"""

from dataclasses import dataclass

from accounts.models import User
from clusters.models import Cluster
from core.dates import today
from core.models import OutgoingMail
from reports import actions
from reports.impact import counted_until, year_of
from reports.models import AnnualReport, ReportVersion
from tests.world import World

WORDS = {
    "report": "canaryreportreleased",
    "report_draft": "canaryreportdraft",
    "report_unmade": "canaryreportunmade",
    "south_report": "canarysouthreport",
}
# What who writes North's report reads of it.
WRITTEN = {"report", "report_draft", "report_unmade"}


@dataclass
class Annals:
    north: ReportVersion
    north_draft: ReportVersion
    south: ReportVersion

    def ids(self) -> dict[str, dict[str, str]]:
        return {
            "version": {
                "north": self.north.public_id,
                "north draft": self.north_draft.public_id,
                "south": self.south.public_id,
            },
            "report_part": {"introduction": "introduction", "next": "next_steps"},
        }


def report(world: World, words: dict[str, str]) -> Annals:
    of_north = _begun(world.north.cluster, world.carol)
    north = _made(of_north, world.carol, introduction=words["report"])
    actions.release(version=north, by=world.carol)
    draft = _made(of_north, world.carol, learnt=words["report_draft"])
    _write(of_north, world.carol, next_steps=words["report_unmade"])
    of_south = _begun(world.south.cluster, world.sam)
    south = _made(of_south, world.sam, introduction=words["south_report"])
    actions.release(version=south, by=world.sam)
    OutgoingMail.objects.filter(subject__contains="annual report").delete()
    return Annals(north=north, north_draft=draft, south=south)


def _begun(cluster: Cluster, by: User) -> AnnualReport:
    year = year_of(counted_until(today()))
    return actions.begin_report(cluster=cluster, first_year=year, by=by)


def _write(report: AnnualReport, by: User, **texts: str) -> None:
    for name, text in texts.items():
        setattr(report, name, text)
    actions.save_words(report=report, fields=texts, by=by)


def _made(report: AnnualReport, by: User, **texts: str) -> ReportVersion:
    _write(report, by, **texts)
    actions.make_version(cluster_id=report.cluster_id, report_id=report.pk, person_id=by.pk)
    return ReportVersion.objects.select_related("report__cluster").filter(report=report)[0]
