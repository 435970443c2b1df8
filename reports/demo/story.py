"""What the schools wrote and the panels did, each at its own moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from clusters.models import PanelDate, SchoolTerm
from core.dates import at_local, local_day, today, working_days_before
from funding import actions as funding
from funding.models import Application, HopedOutcome, Outcome
from funding.queries import digest_of
from panels import actions as panels
from panels.models import AgendaItem, Check, Decision, Declaration, Meeting, Seat, Vote
from reports.demo.cases import (
    AFTER,
    CASES,
    DRAFT,
    LISTED,
    NEXT,
    OUTCOMES,
    PARENTS_SAY,
    PAST,
    PUPIL_SAYS,
    READY,
    RETURNED,
    SIGNED,
    SIGNS,
    TO_SIGN,
    WITHDRAWN,
    Case,
)
from reports.demo.cast import A, B
from reports.demo.clock import at
from schools.models import School

People = Mapping[str, User]
Discuss = Callable[[People, list[AgendaItem]], None]


@dataclass(frozen=True)
class Crew:
    """Who checks for a cluster, the first who may, and who writes its agenda."""

    checkers: tuple[str, ...]
    clerk: str


CREWS = {A: Crew(("amina",), "cleo"), B: Crew(("yan",), "yan")}


class Moments:
    """When things were done for one panel, on working days, before its closing and before now."""

    def __init__(self, panel: PanelDate, today: date) -> None:
        end = min(local_day(panel.closes_at), today)
        self.written = _back(end, 8, time(15, 40))
        self.signed = _back(end, 5, time(8, 30))
        self.submitted = _back(end, 4, time(11, 20))
        self.checked = _back(end, 2, time(13, 5))
        self.listed = _back(end, 1, time(8, 45))
        meeting = at_local(panel.held_on, time(14, 20))
        self.discussed = min(meeting, _back(today, 1, time(16, 10)))


def _back(day: date, working_days: int, clock: time) -> datetime:
    return at_local(working_days_before(day, working_days), clock)


def tell(
    people: People,
    schools: Mapping[str, School],
    season: Mapping[str, Mapping[str, PanelDate]],
) -> None:
    today = timezone.localdate()
    for name, dates in season.items():
        for when in (PAST, NEXT, AFTER):
            chosen = [case for case in CASES if (case.cluster, case.panel) == (name, when)]
            discuss = DISCUSSED.get((name, when), _nothing)
            moments = Moments(dates[when], today)
            hold_panel(people, schools, dates[when], chosen, moments, CREWS[name], discuss)


def hold_panel(
    people: People,
    schools: Mapping[str, School],
    panel: PanelDate,
    chosen: list[Case],
    moments: Moments,
    crew: Crew,
    discuss: Discuss,
) -> None:
    """Each case as far as it comes; then what the panel says to those on its agenda."""
    checks = []
    for case in chosen:
        application = _write(people, schools, panel, case, moments)
        if case.reaches > DRAFT:
            with at(moments.signed):
                _sign(people, case, application)
        if case.reaches > SIGNED:
            with at(moments.submitted):
                check = panels.submit(application=application, by=people[case.by])
                if case.reaches == WITHDRAWN:
                    funding.withdraw(application=application, by=people[case.by])
            with at(moments.checked):
                _check([people[key] for key in crew.checkers], case, check)
            if case.reaches == LISTED:
                checks.append(check)
    if checks:
        with at(moments.listed):
            items = _agenda(people[crew.clerk], panel, checks)
        with at(moments.discussed):
            discuss(people, items)


def _write(
    people: People, schools: Mapping[str, School], panel: PanelDate, case: Case, moments: Moments
) -> Application:
    by = people[case.by]
    with at(moments.written):
        application = funding.start_application(
            school=schools[case.school],
            panel_date=panel,
            title=case.title,
            kind=case.kind,
            by=by,
        )
        for year_group in case.pupils:
            funding.add_pupil(
                application=application, year_group=year_group, provision=case.provision, by=by
            )
        fields = _fields(case, application)
        for name, value in fields.items():
            setattr(application, name, value)
        funding.save_draft(application=application, fields=fields, by=by)
        if case.pence:
            for what, pence in case.costs():
                funding.add_cost(application=application, what=what, amount_pence=pence, by=by)
        if case.reaches > DRAFT:
            funding.save_outcome(
                outcome=HopedOutcome(
                    application=application,
                    **OUTCOMES[case.need],
                    by_when=panel.held_on + timedelta(days=200),
                ),
                by=by,
            )
    return application


def _sign(people: People, case: Case, application: Application) -> None:
    """The SENCO asks, and the head signs unless the case stops there."""
    funding.ask_to_sign(application=application, by=people[case.by])
    if case.reaches > TO_SIGN:
        head = people[SIGNS[case.school]]
        funding.sign(application=application, digest=digest_of(application), by=head)


def _fields(case: Case, application: Application) -> dict[str, Any]:
    """What stands in the application itself; a draft still lacks what the case leaves out."""
    fields: dict[str, Any] = {"need": case.need, "why": case.why, "plan": case.plan}
    if case.reaches > DRAFT:
        terms = SchoolTerm.objects.filter(cluster_id=application.cluster_id)
        fields |= {
            "terms": case.terms,
            "first_term": terms.filter(ends_on__gte=application.panel_date.held_on)
            .order_by("starts_on")
            .first(),
            "parents_view": PARENTS_SAY,
            "pupils_view": PUPIL_SAYS,
            "agreed_by": Application.Agreement.PARENT,
            "agreed_on": today(),
        }
    return fields


def _check(checkers: list[User], case: Case, check: Check) -> None:
    if case.reaches not in (READY, LISTED, RETURNED):
        return
    checker = next(one for one in checkers if one.has_perm("panels.answer_check", check))
    if case.reaches in (READY, LISTED):
        panels.answer_no_interest(check=check, by=checker)
        panels.find_ready(check=check, note=case.note, by=checker)
    elif case.reaches == RETURNED:
        panels.answer_no_interest(check=check, by=checker)
        panels.return_to_school(check=check, needed=case.needed, by=checker)


def _agenda(clerk: User, panel: PanelDate, checks: list[Check]) -> list[AgendaItem]:
    meeting: Meeting = panels.call_meeting(panel_date=panel, by=clerk)
    return [panels.add_item(meeting=meeting, check=check, by=clerk) for check in checks]


def _past_in_saltmarsh(people: People, items: list[AgendaItem]) -> None:
    """Curlew Lane's and two of Shingle Row's: the free decided, and all outcomes are published."""
    sounds, start, lunch = items
    for key in ("carol", "dana", "asha"):
        free(people[key], sounds, start, lunch)
    for key, item, score in (
        ("carol", sounds, 4),
        ("dana", sounds, 4),
        ("asha", sounds, 3),
        ("carol", start, 3),
        ("dana", start, 2),
        ("carol", lunch, 2),
    ):
        panels.give_score(item=item, value=score, by=people[key])
        choice = Vote.Choice.FOR if score > 3 else Vote.Choice.AGAINST
        panels.cast_vote(item=item, choice=choice, by=people[key])
    panels.write_note(item=start, text="Good work already. Build on it.", by=people["dana"])
    meeting = meet(people["cleo"], sounds.meeting)
    decide(
        people["dana"],
        sounds,
        Outcome.Kind.AWARD,
        criteria=meeting.cluster.rules.criteria_lines[:4],
        reasons="The pupil learns with the programme, and needs it every day.",
        conditions="Send the reading test of half term to the cluster SENCO.",
    )
    decide(
        people["dana"],
        start,
        Outcome.Kind.ADVISE,
        reasons="Attendance is already rising with what the school does.",
        next_step="Keep the key adult. The outreach team visits in the next half term.",
    )
    decide(
        people["dana"],
        lunch,
        Outcome.Kind.DECLINE,
        reasons="The plan asks for what the school’s own midday staff can give.",
        next_step="Try it with your own staff for half a term, then apply again with what you saw.",
    )
    panels.publish(meeting=meeting, by=people["cleo"])


def meet(clerk: User, meeting: Meeting) -> Meeting:
    seats = Seat.objects.filter(meeting=meeting)
    return panels.take_attendance(
        meeting=meeting, attendance=dict.fromkeys(seats, Seat.Attendance.PRESENT), by=clerk
    )


def decide(by: User, item: AgendaItem, outcome: str, **words: Any) -> None:
    """Recorded by the deputy as the panel said it, and its letter read."""
    item = AgendaItem.objects.select_related("meeting__cluster__rules", "check_row").get(pk=item.pk)
    granted = {}
    if outcome == Outcome.Kind.AWARD:
        asked = item.application
        words |= {"terms": asked.terms, "first_term": asked.first_term}
        granted = {cost: cost.amount_pence for cost in asked.cost_lines.all()}
    decision = Decision(outcome=outcome, **words)
    panels.record(item=item, decision=decision, granted=granted, by=by)
    panels.read_letter(item=item, seen=decision.stamp, by=by)


def _next_in_saltmarsh(people: People, items: list[AgendaItem]) -> None:
    """Before the meeting: some have answered, read and put down a first view; one has not."""
    reading, talking, sensory = items
    free(people["dana"], reading, talking, sensory)
    free(people["amina"], reading, talking, sensory)
    free(people["cleo"], reading, talking, sensory)
    free(people["carol"], talking)
    free(people["elsa"], reading)
    free(people["asha"], reading)
    panels.declare_interest(
        check=talking.check_row,
        kind=Declaration.Kind.PROFESSIONAL,
        detail="My school shares the therapist who wrote the programme.",
        by=people["asha"],
    )
    panels.give_score(item=reading, value=4, by=people["dana"])
    panels.give_score(item=reading, value=3, by=people["elsa"])
    panels.cast_vote(item=reading, choice=Vote.Choice.FOR, by=people["dana"])
    panels.cast_vote(item=reading, choice=Vote.Choice.AGAINST, by=people["elsa"])
    panels.write_note(
        item=reading,
        text="Strong evidence. Ask for the test at half term as a condition.",
        by=people["dana"],
    )
    panels.write_note(
        item=reading,
        text="Could two schools share the trained assistant? The cost for each pupil is high.",
        by=people["elsa"],
    )


def _next_in_osier_valley(people: People, items: list[AgendaItem]) -> None:
    words, _ = items
    free(people["dev"], *items)
    free(people["asha"], words)
    panels.give_score(item=words, value=4, by=people["dev"])
    panels.write_note(item=words, text="Good plan for a small sum.", by=people["dev"])


def _nothing(people: People, items: list[AgendaItem]) -> None:
    """Nobody has said anything yet."""


def free(person: User, *items: AgendaItem) -> None:
    for item in items:
        if person.has_perm("panels.answer_agendaitem", item):
            panels.answer_no_interest(check=item.check_row, by=person)


DISCUSSED = {
    (A, PAST): _past_in_saltmarsh,
    (A, NEXT): _next_in_saltmarsh,
    (B, NEXT): _next_in_osier_valley,
}
