"""A cluster with a past: awards that were paid in years gone by, and what came of them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import time_machine

from accounts.models import User
from clusters.models import Cluster, Office
from funding import actions
from funding.models import Application, Award, Evaluation, Fund, OutcomeReached, Progress
from pupils.models import Provision, YearGroup
from schools.models import LocalAuthority, Post, School
from tests import factories as make

Kind = Office.Kind
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LAST_YEAR = datetime(2026, 3, 2, 12, tzinfo=UTC)  # of 2025/26, by the newest figures' 2026/27
THIS_YEAR = datetime(2026, 10, 5, 12, tzinfo=UTC)
TODAY = datetime(2026, 11, 20, 12, tzinfo=UTC)  # not counted before December


@dataclass
class East:
    authority: LocalAuthority
    cluster: Cluster
    schools: dict[str, School]
    people: dict[str, User]
    funds: dict[int, Fund] = field(default_factory=dict)


def begin(*names: str) -> East:
    """Schools with 100 on roll each, all written for by Elsa; Gil is the link governor."""
    authority = make.authority("Eastshire")
    schools = {
        name: make.school(f"{name} School", of=authority, number_on_roll=100) for name in names
    }
    cluster = make.cluster("East", *schools.values(), of=authority)
    people = {
        key: make.person(f"{key.title()} East")
        for key in ("elsa", "ben", "nan", "gil", "fay", "dana", "lois", "ada", "root", "kit")
    }
    for school in schools.values():
        make.post(people["elsa"], school, Post.Kind.SENCO)
    first = next(iter(schools.values()))
    make.post(people["ben"], first, Post.Kind.HEADTEACHER)
    make.post(people["nan"], first, Post.Kind.GOVERNOR)
    make.post(people["kit"], first, Post.Kind.TEACHER)
    for key, kind in (
        ("gil", Kind.LINK_GOVERNOR),
        ("fay", Kind.FINANCE_OFFICER),
        ("dana", Kind.CHAIR),
        ("ada", Kind.ADVISER),
    ):
        make.office(people[key], cluster, kind)
    Office.objects.create(
        authority=authority,
        person=people["lois"],
        kind=Kind.AUTHORITY_OFFICER,
        starts_on=make.LONG_AGO,
    )
    people["root"].is_superuser = True
    people["root"].save()
    return East(authority, cluster, schools, people)


def paid(
    east: East,
    when: datetime,
    school: str,
    need: str,
    *,
    children: int = 1,
    pence: int = 100_000,
    release: bool = True,
) -> Award:
    """An award of one application for so many children, published and paid on that day."""
    with time_machine.travel(when, tick=False):
        award = make.award(
            application_of(east, school, need, children=children),
            by=east.people["dana"],
            pence=pence,
            terms=1,
        )
        if release:
            actions.release(instalment=award.instalments.get(), by=east.people["fay"])
    return award


def application_of(east: East, school: str, need: str, *, children: int = 1) -> Application:
    """Before a panel of its own; the year's fund has money for it."""
    _fund(east)
    elsa, at = east.people["elsa"], east.schools[school]
    panel = make.panel_date(east.cluster, days=20 + next(make.numbers))
    application = make.draft(elsa, at, panel, need=need)
    for _ in range(children - 1):
        facts = {"year_group": YearGroup.Y4, "provision": Provision.SUPPORT}
        application.kind = Application.Kind.GROUP
        application.save()
        actions.add_pupil(application=application, by=elsa, **facts)
    return application


def evaluated(
    east: East,
    award: Award,
    when: datetime,
    result: str = OutcomeReached.Result.MET,
    *,
    intervention: str = Evaluation.Intervention.READING,
    months: int | None = None,
) -> Evaluation:
    """Its one hoped outcome with its result, and each child's reading age half a year later."""
    with time_machine.travel(when, tick=False):
        evaluation = Evaluation.objects.get(award=award)
        hoped = award.application.outcomes.get()
        OutcomeReached.objects.create(
            cluster=east.cluster,
            evaluation=evaluation,
            hoped=hoped,
            actual="As tested",
            measured_on=when.date(),
            result=result,
        )
        for pupil in award.application.pupils.all() if months is not None else ():
            Progress.objects.create(
                cluster=east.cluster,
                evaluation=evaluation,
                pupil=pupil,
                measure=Progress.Measure.READING,
                before_on=when.date() - timedelta(days=182),
                after_on=when.date(),
                months_before=80,
                months_after=80 + months,
            )
        evaluation.intervention = intervention
        evaluation.spent_pence = award.amount_pence
        evaluation.next_step = Evaluation.Next.STOP
        evaluation.sent_at, evaluation.sent_by = when, east.people["elsa"]
        evaluation.save()
    return evaluation


def _fund(east: East) -> None:
    """One for each year of the clock, from January to December, with more than enough in it."""
    year = make.timezone.localdate().year
    if year not in east.funds:
        east.funds[year] = make.fund(
            east.cluster,
            by=east.people["fay"],
            pence=90_000_000,
            name=f"Fund {year}",
            starts_on=make.date(year, 1, 1),
            ends_on=make.date(year, 12, 31),
        )
