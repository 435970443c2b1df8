"""Clusters to measure: one with 30 applications, one with 2,000, and a country around them.

The first applications of each go through the product's own actions, at their own moments; from
them the others are copied (`copies.py`).
"""

from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from benchmarks import copies
from clusters.models import Cluster, Membership, Office, PanelDate, Rules, SchoolTerm
from core.dates import at_local
from core.models import OutgoingMail
from funding import actions as funding
from funding.models import Application, Award, HopedOutcome
from panels import actions as panels
from panels.models import AgendaItem, Check, Decision, Meeting, Seat
from pupils.models import Need, Provision, YearGroup
from reports.demo.clock import at
from schools.models import LocalAuthority, Post, School
from tests import factories as make

SCHOOLS = 16
BETWEEN = 45  # days from panel to panel
LONG_AGO = date(2019, 9, 1)
WHY = (
    "Two cycles of support have not closed the gap. The assistant has kept a dated record of what "
    "was tried on each morning of the half term, and what came of it, which the teacher has read. "
) * 2
PLAN = (
    "A trained assistant for 20 minutes on four mornings a week, in a quiet room, with the same "
    "adult each time. The specialist teacher looks in after three weeks and again at the end. "
) * 2


@dataclass(frozen=True)
class Size:
    """`past` applications went before each of `panels` panels. `listed` are on the next agenda,
    `later` on the one after, and `waiting` are not checked yet."""

    past: int
    panels: int
    listed: int
    later: int
    waiting: int
    through_actions: int = 20

    @property
    def applications(self) -> int:
        return self.past * self.panels + self.listed + self.later + self.waiting


SMALL = Size(past=8, panels=1, listed=20, later=0, waiting=2)
LARGE = Size(past=160, panels=12, listed=20, later=50, waiting=10)
USUAL = Size(past=24, panels=6, listed=20, later=0, waiting=3, through_actions=24)


@dataclass
class Made:
    cluster: Cluster
    schools: list[School]
    people: dict[str, User]
    terms: list[SchoolTerm]


def cluster(name: str, size: Size) -> Made:
    """A cluster of that size with its people."""
    with transaction.atomic(), at(at_local(_today() - timedelta(days=900), time(9, 0))):
        made = _house(name)
    with transaction.atomic():
        _fund(made)
        first = min(size.past, size.through_actions)
        meeting = _past_panel(made, first)
    _more_of(meeting, size, first)
    with transaction.atomic():
        _coming_panel(made, 14, size.listed, size.waiting)
        if size.later:
            _coming_panel(made, 40, size.later, 0)
        OutgoingMail.objects.update(status=OutgoingMail.Status.SENT, sent_at=timezone.now())
    return made


def country(clusters: int) -> None:
    """Copies of the usual cluster, with people and schools of their own. Begins on an empty
    database, since everything there is copied."""
    cluster("Usual", USUAL)
    home = LocalAuthority.objects.get()
    others = [LocalAuthority(code=str(n), name=f"Authority {n}") for n in range(200, 352)]
    LocalAuthority.objects.bulk_create([one for one in others if one.code != home.code])
    authority = f"({home.pk} + k %% 150)"
    everything = copies.Plan(
        roots={
            "accounts_user": "true",
            "schools_school": "true",
            "clusters_cluster": "true",
        },
        left=frozenset({"schools_localauthority"}),
        changes={
            "accounts_user": {"email": "k || '.' || email"},
            "schools_school": {
                "urn": f"(urn::int + k * {SCHOOLS})::text",
                "family": f"(family::int + k * {SCHOOLS})::text",
                "authority_id": authority,
            },
            "clusters_cluster": {"name": "name || ' ' || k", "authority_id": authority},
        },
    )
    copies.multiply(everything, clusters - 1)


def settle() -> None:
    """As a database stands some hours later."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _today() -> date:
    return timezone.localdate()


def _house(name: str) -> Made:
    authority = LocalAuthority.objects.order_by("pk").first() or LocalAuthority.objects.create(
        code="200", name="Authority 200"
    )
    made = Cluster.objects.create(name=name, authority=authority, starts_on=LONG_AGO)
    Rules.objects.create(
        cluster=made, preset="wells", head_signs=False, uses_scores=True, uses_votes=True
    )
    urns = 900_000 - SCHOOLS * 10 if name == "Large" else 900_000 - SCHOOLS * 20
    first = 150_000 if name == "Usual" else urns
    schools = [
        School.objects.create(
            urn=str(first + n),
            name=f"{name} School {n + 1}",
            authority=authority,
            status=School.Status.OPEN,
            phase="Primary",
            number_on_roll=200 + n,
        )
        for n in range(SCHOOLS)
    ]
    for school in schools:
        Membership.objects.create(cluster=made, school=school, starts_on=LONG_AGO)
    return Made(made, schools, _people(name, made, schools), _terms(made))


def _people(name: str, made: Cluster, schools: list[School]) -> dict[str, User]:
    """A SENCO and a head at each school, and who runs the panel: 40 in all."""
    people: dict[str, User] = {}

    def person(key: str) -> User:
        words = f"{name} {key.replace('_', ' ')}"
        people[key] = User.objects.create_user(
            name=words.title(), email=f"{key}.{name.lower()}@schools.example"
        )
        return people[key]

    for n, school in enumerate(schools):
        for kind in (Post.Kind.SENCO, Post.Kind.HEADTEACHER):
            Post.objects.create(
                person=person(f"{kind}_{n}"), school=school, kind=kind, starts_on=LONG_AGO
            )
    for kind in (
        Office.Kind.CHAIR,
        Office.Kind.DEPUTY_CHAIR,
        Office.Kind.CLUSTER_SENCO,
        Office.Kind.CLERK,
        Office.Kind.FINANCE_OFFICER,
        Office.Kind.LINK_GOVERNOR,
    ):
        Office.objects.create(person=person(kind), cluster=made, kind=kind, starts_on=LONG_AGO)
    for key in ("headteacher_0", "headteacher_1", "senco_2"):
        Office.objects.create(
            person=people[key], cluster=made, kind=Office.Kind.MEMBER, starts_on=LONG_AGO
        )
    return people


def _terms(made: Cluster) -> list[SchoolTerm]:
    """Three a year around today, from three years ago."""
    first = _today() + timedelta(days=900) - timedelta(days=9 * 122)
    return [
        SchoolTerm.objects.create(
            cluster=made,
            name=("Autumn", "Spring", "Summer")[n % 3],
            starts_on=first + timedelta(days=122 * n),
            half_term_starts_on=first + timedelta(days=122 * n + 50),
            half_term_ends_on=first + timedelta(days=122 * n + 54),
            ends_on=first + timedelta(days=122 * n + 110),
        )
        for n in range(14)
    ]


def _fund(made: Made) -> None:
    today = _today()
    funding.allocate(
        fund=funding.set_up_fund(
            cluster=made.cluster,
            name="The fund",
            starts_on=today - timedelta(days=1000),
            ends_on=today + timedelta(days=300),
            by=made.people["finance_officer"],
        ),
        amount_pence=1_000_000_000,
        words="The schools’ shares",
        by=made.people["finance_officer"],
    )


def _panel_date(made: Made, held_on: date) -> PanelDate:
    closes_at = at_local(held_on - timedelta(days=10), time(17, 0))
    return PanelDate.objects.create(
        cluster=made.cluster, held_on=held_on, closes_at=closes_at, half_term="Half term"
    )


def _checks(made: Made, to: PanelDate, number: int) -> list[Check]:
    return [_submitted(made, to, place) for place in range(number)]


def _submitted(made: Made, to: PanelDate, place: int) -> Check:
    school, by = made.schools[place % SCHOOLS], made.people[f"senco_{place % SCHOOLS}"]
    application = funding.start_application(
        school=school,
        panel_date=to,
        title=f"Reading support each morning, {place + 1}",
        kind=Application.Kind.PUPIL,
        by=by,
    )
    funding.add_pupil(
        application=application, year_group=YearGroup.Y4, provision=Provision.SUPPORT, by=by
    )
    needs = [Need.SPLD, Need.SLCN, Need.SEMH, Need.ASD]
    fields = {
        "need": needs[place % 4],
        "terms": 2,
        "first_term": next(term for term in made.terms if term.ends_on >= to.held_on),
        "why": WHY,
        "plan": PLAN,
        "parents_view": "They see that reading is hard at home too, and help where they can.",
        "pupils_view": "Likes stories, finds the words hard.",
        "agreed_by": Application.Agreement.PARENT,
        "agreed_on": timezone.localdate(),
    }
    for name, value in fields.items():
        setattr(application, name, value)
    funding.save_draft(application=application, fields=fields, by=by)
    for what, pence in (("Assistant, 4 hours a week", 100_000), ("Books and cards", 25_000)):
        funding.add_cost(application=application, what=what, amount_pence=pence, by=by)
    for what in ("Reads a short book aloud", "Writes three sentences alone"):
        hoped = HopedOutcome(
            application=application,
            what=what,
            measure="Standardised test",
            baseline="81",
            target="90",
            by_when=to.held_on + timedelta(days=120),
        )
        funding.save_outcome(outcome=hoped, by=by)
    return panels.submit(application=application, by=by)


def _listed(made: Made, to: PanelDate, checks: list[Check]) -> Meeting:
    meeting = panels.call_meeting(panel_date=to, by=made.people["clerk"])
    for check in checks:
        make.ready(check, by=made.people["cluster_senco"])
        panels.add_item(meeting=meeting, check=check, by=made.people["clerk"])
    for seat in Seat.objects.filter(meeting=meeting).select_related("person"):
        panels.answer_all(meeting=meeting, by=seat.person)
    return meeting


def _coming_panel(made: Made, days: int, listed: int, waiting: int) -> None:
    to = _panel_date(made, _today() + timedelta(days=days))
    _listed(made, to, _checks(made, to, listed))
    _checks(made, to, waiting)


def _past_panel(made: Made, number: int) -> Meeting:
    """Decided, paid for the first time, and half of it evaluated."""
    held_on = _today() - timedelta(days=2 * BETWEEN)
    to = _panel_date(made, held_on)
    with at(at_local(held_on - timedelta(days=15), time(10, 0))):
        checks = _checks(made, to, number)
    with at(at_local(held_on - timedelta(days=5), time(10, 0))):
        meeting = _listed(made, to, checks)
    with at(at_local(held_on, time(15, 0))):
        make.started(meeting, by=made.people["clerk"])
        for item in AgendaItem.objects.filter(meeting=meeting):
            _decide(made, item)
        panels.publish(meeting=meeting, by=made.people["clerk"])
    with at(at_local(_today() - timedelta(days=3), time(10, 0))):
        for place, award in enumerate(
            Award.objects.filter(cluster=made.cluster).select_related("school").order_by("pk")
        ):
            _pay(made, award, evaluated=place % 2 == 0)
    return meeting


def _decide(made: Made, item: AgendaItem) -> None:
    related = ("meeting__cluster__rules", "check_row", "application")
    item = AgendaItem.objects.select_related(*related).get(pk=item.pk)
    awarded = item.number % 4 != 0
    asked = item.application
    words = {"terms": asked.terms, "first_term": asked.first_term} if awarded else {}
    decision = Decision(
        outcome="award" if awarded else "decline",
        reasons="The plan fits the need." if awarded else "Try your own support for longer.",
        **words,
    )
    costs = {cost: cost.amount_pence for cost in asked.cost_lines.all()} if awarded else {}
    by = made.people["deputy_chair"]
    panels.record(item=item, decision=decision, granted=costs, by=by)
    panels.read_letter(item=item, seen=decision.stamp, by=by)


def _pay(made: Made, award: Award, *, evaluated: bool) -> None:
    first = award.instalments.order_by("number")[0]
    if first.due_on <= timezone.localdate():
        funding.release(instalment=first, by=made.people["finance_officer"])
    if evaluated:
        number = made.schools.index(award.school)
        make.evaluation_sent(award, by=made.people[f"senco_{number}"], spent=50_000)


def _more_of(meeting: Meeting, size: Size, first: int) -> None:
    """The rest of the past panel's applications, then the panels before it."""
    of_panel = f"panel_date_id = {meeting.panel_date_id}"
    described = (
        "id IN (SELECT pupil_id FROM funding_applicationpupil JOIN funding_application a"
        f" ON a.id = application_id WHERE a.{of_panel})"
    )
    house = {"accounts_user", "schools_school", "clusters_cluster", "funding_fund"}
    applications = copies.Plan(
        roots={"funding_application": of_panel, "pupils_pupil": described},
        left=frozenset(house),
        changes={"panels_agendaitem": {"number": f"number + k * {first}"}},
    )
    copies.multiply(applications, size.past // first - 1)
    whole = copies.Plan(
        roots={"clusters_paneldate": f"id = {meeting.panel_date_id}", "pupils_pupil": described},
        left=frozenset(house),
        days=BETWEEN,
    )
    copies.multiply(whole, size.panels - 1)
