"""The smallest valid thing of each kind. Nothing is hidden: what matters to a test it passes in."""

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import User
from clusters.models import Cluster, Membership, Office, PanelDate, Rules, SchoolTerm
from complaints import actions as complaint_actions
from complaints.actions import Complainant
from complaints.models import Complaint, ComplaintStage, StageOutcome
from funding import actions as funding_actions
from funding.models import (
    Application,
    Award,
    Evaluation,
    Fund,
    HopedOutcome,
    Outcome,
    OutcomeReached,
    Signature,
)
from funding.queries import digest_of, evaluation_of, hoped_for
from panels import actions
from panels.models import AgendaItem, Check, Decision, Meeting, Seat
from pupils.models import Need, Provision, YearGroup
from schools.models import LocalAuthority, Post, School, Trust, TrustMembership

numbers = count(1)
LONG_AGO = date(2020, 9, 1)


def authority(name: str = "Northshire", code: str | None = None) -> LocalAuthority:
    return LocalAuthority.objects.create(name=name, code=code or str(400 + next(numbers) % 500))


def school(name: str, *, of: LocalAuthority, **facts: Any) -> School:
    facts = {"urn": str(100000 + next(numbers)), "status": School.Status.OPEN} | facts
    return School.objects.create(name=name, authority=of, **facts)


def person(name: str, **facts: Any) -> User:
    email = f"{name.lower().replace(' ', '.')}.{next(numbers)}@schools.example"
    user = User.objects.create_user(name=name, email=email)
    for field, value in facts.items():
        setattr(user, field, value)
    user.save()
    return user


def post(who: User, where: School, kind: str = Post.Kind.SENCO, **dates: Any) -> Post:
    dates = {"starts_on": LONG_AGO} | dates
    return Post.objects.create(person=who, school=where, kind=kind, **dates)


def trust(name: str, *schools: School) -> Trust:
    made = Trust.objects.create(name=name, uid=str(next(numbers)))
    for member in schools:
        TrustMembership.objects.create(trust=made, school=member, starts_on=LONG_AGO)
    return made


def cluster(name: str, *schools: School, of: LocalAuthority, **rules: Any) -> Cluster:
    made = Cluster.objects.create(name=name, authority=of, starts_on=LONG_AGO)
    Rules.objects.create(cluster=made, preset="wells", **({"head_signs": False} | rules))
    for member in schools:
        Membership.objects.create(cluster=made, school=member, starts_on=LONG_AGO)
    return made


def office(who: User, of: Cluster, kind: str, **facts: Any) -> Office:
    facts = {"starts_on": LONG_AGO} | facts
    return Office.objects.create(person=who, cluster=of, kind=kind, **facts)


def panel_date(of: Cluster, *, days: int = 20, **facts: Any) -> PanelDate:
    """A panel in `days` days, closing halfway there."""
    held_on = timezone.localdate() + timedelta(days=days)
    closes_at = timezone.make_aware(
        datetime.combine(held_on - timedelta(days=days // 2), time(17, 0))
    )
    return PanelDate.objects.create(
        cluster=of, **{"held_on": held_on, "closes_at": closes_at, "half_term": "Autumn 2"} | facts
    )


def school_term(of: Cluster) -> SchoolTerm:
    """A term of the cluster around the next panel."""
    first = timezone.localdate()
    return SchoolTerm.objects.get_or_create(
        cluster=of,
        starts_on=first,
        defaults={
            "name": "Autumn",
            "half_term_starts_on": first + timedelta(days=40),
            "half_term_ends_on": first + timedelta(days=44),
            "ends_on": first + timedelta(days=90),
        },
    )[0]


def draft(by: User, at: School, to: PanelDate, **words: Any) -> Application:
    """A draft with nothing missing."""
    title = words.pop("title", "Reading support each morning")
    cost = words.pop("cost", "Assistant, 4 hours a week")
    hope = words.pop("hope", {})
    made = funding_actions.start_application(
        school=at, panel_date=to, title=title, kind=Application.Kind.PUPIL, by=by
    )
    funding_actions.add_pupil(
        application=made, year_group=YearGroup.Y4, provision=Provision.SUPPORT, by=by
    )
    facts = {
        "need": Need.SPLD,
        "terms": 2,
        "first_term": school_term(to.cluster),
        "why": "Two cycles of support have not closed the gap.",
        "plan": "A trained assistant for four mornings each week.",
        "parents_view": "They see that reading is hard at home too.",
        "pupils_view": "Likes stories, finds the words hard.",
        "agreed_by": Application.Agreement.PARENT,
        "agreed_on": timezone.localdate(),
    } | words
    for field, value in facts.items():
        setattr(made, field, value)
    funding_actions.save_draft(application=made, fields=facts, by=by)
    funding_actions.add_cost(application=made, what=cost, amount_pence=125_000, by=by)
    outcome(made, by, **hope)
    return made


def signed(what: Application, by: User) -> Signature:
    what.refresh_from_db()
    return funding_actions.sign(application=what, digest=digest_of(what), by=by)


def outcome(of: Application, by: User, **words: str) -> HopedOutcome:
    facts = {
        "what": "Reads a short book aloud",
        "measure": "Standardised reading test",
        "baseline": "81",
        "target": "90",
    } | words
    day = timezone.localdate() + timedelta(days=120)
    hoped = HopedOutcome(application=of, by_when=day, **facts)
    return funding_actions.save_outcome(outcome=hoped, by=by)


def submitted(by: User, at: School, to: PanelDate, **words: Any) -> Check:
    return actions.submit(application=draft(by, at, to, **words), by=by)


def ready(check: Check, by: User, note: str = "Whole and clear.") -> Check:
    """Checked by somebody free, who says so first."""
    actions.answer_no_interest(check=check, by=by)
    return actions.find_ready(check=check, note=note, by=by)


def meeting(on: PanelDate, by: User) -> Meeting:
    return actions.call_meeting(panel_date=on, by=by)


def item(check: Check, at: Meeting, by: User) -> AgendaItem:
    return actions.add_item(meeting=at, check=check, by=by)


def free(who: User, on: AgendaItem) -> User:
    """The person after they have said that they have no interest."""
    actions.answer_no_interest(check=on.check_row, by=who)
    return who


def started(at: Meeting, by: User) -> Meeting:
    """The meeting with everybody there."""
    seats = Seat.objects.filter(meeting=at)
    here = dict.fromkeys(seats, Seat.Attendance.PRESENT)
    return actions.take_attendance(meeting=at, attendance=here, by=by)


def decided(
    on: AgendaItem, by: User, outcome: str = "award", *, pence: int = 125_000, **words: Any
) -> Decision:
    """A decision on an item of a meeting that has started, where enough people are free. An award
    grants `pence` of the one cost, and needs a fund that has it."""
    facts: dict[str, Any] = {"reasons": "The plan fits the need."}
    costs = on.application.cost_lines.all()
    granted = dict.fromkeys(costs, pence) if outcome == "award" else {}
    if outcome == "award":
        facts |= {"terms": 2, "first_term": terms_ahead(on.cluster)[0]}
    facts |= words
    on = AgendaItem.objects.select_related("meeting__cluster__rules", "check_row").get(pk=on.pk)
    decision = Decision(outcome=outcome, **facts)
    return actions.record(item=on, decision=decision, granted=granted, by=by, more=True)


def told(on: AgendaItem, by: User, outcome: str = "award", **words: Any) -> Outcome:
    """A decision recorded, its letter read and published, all by one free person."""
    decision = decided(on, by, outcome, **words)
    actions.read_letter(item=decision.item, seen=decision.stamp, by=by)
    actions.publish(meeting=on.meeting, by=by)
    return Outcome.objects.get(application_id=on.application_id)


def seat_of(who: User, at: Meeting) -> Seat:
    return Seat.objects.get(meeting=at, person=who)


def terms_ahead(of: Cluster) -> list[SchoolTerm]:
    """The term around the next panel and the two that follow."""
    first = school_term(of)
    later = [
        SchoolTerm.objects.get_or_create(
            cluster=of,
            starts_on=first.starts_on + timedelta(days=days),
            defaults={
                "name": name,
                "half_term_starts_on": first.starts_on + timedelta(days=days + 40),
                "half_term_ends_on": first.starts_on + timedelta(days=days + 44),
                "ends_on": first.starts_on + timedelta(days=days + 80),
            },
        )[0]
        for days, name in ((110, "Spring"), (220, "Summer"))
    ]
    return [first, *later]


def fund(of: Cluster, by: User, pence: int = 1_000_000, **facts: Any) -> Fund:
    """This year's fund with money in it. `by` is the cluster's finance officer."""
    today = timezone.localdate()
    facts = {
        "name": "This year’s fund",
        "starts_on": today - timedelta(days=100),
        "ends_on": today + timedelta(days=265),
    } | facts
    made = funding_actions.set_up_fund(cluster=of, by=by, **facts)
    if pence:
        funding_actions.allocate(fund=made, amount_pence=pence, words="From the schools", by=by)
    return made


def award(
    on: Application,
    by: User,
    pence: int = 125_000,
    *,
    terms: int = 2,
    barred: tuple = (),
    silent: tuple = (),
    conditions: str = "",
    first_term: SchoolTerm | None = None,
) -> Award:
    """As if the panel had published it; the first payment is due today."""
    return funding_actions.make_award(
        application=on,
        amount_pence=pence,
        terms=terms,
        first_term=first_term or terms_ahead(on.cluster)[0],
        conditions=conditions,
        barred=barred,
        silent=silent,
        by=by,
    )


def evaluated(
    what: Award, by: User, *, spent: int = 0, actual: str = "88", **facts: Any
) -> Evaluation:
    """The award's evaluation with nothing missing, not sent."""
    evaluation = evaluation_of(what)
    today = timezone.localdate()
    facts = {
        "intervention": Evaluation.Intervention.READING,
        "led_by": Evaluation.Lead.TA,
        "actual_from_on": today,
        "actual_to_on": today,
        "sessions_delivered": 20,
        "sessions_attended": 18,
        "spent_pence": spent,
        "pupils_view": "Likes the quiet room.",
        "staff_view": "Reads more aloud.",
        "what_worked": "Short sessions each day.",
        "next_step": Evaluation.Next.OWN_MONEY,
        "avoided": Evaluation.Avoided.NEITHER,
        "may_share": True,
    } | facts
    for field, value in facts.items():
        setattr(evaluation, field, value)
    funding_actions.save_evaluation(evaluation=evaluation, fields=facts, by=by)
    reached = [
        OutcomeReached(
            hoped=one, actual=actual, measured_on=today, result=OutcomeReached.Result.PARTLY
        )
        for one in hoped_for(evaluation)
    ]
    funding_actions.save_reached(evaluation=evaluation, reached=reached, by=by)
    return evaluation_of(what)


def evaluation_sent(what: Award, by: User, **facts: Any) -> Evaluation:
    evaluated(what, by, **facts)
    funding_actions.send_evaluation(evaluation=evaluation_of(what), by=by)
    return evaluation_of(what)


def complaint(
    to: Cluster, school: School, by: User | None = None, **facts: Any
) -> tuple[Complaint, str]:
    """A complaint about the cluster and the secret of its private link."""
    facts = {
        "about": Complaint.About.CLUSTER,
        "words": "Nobody said why.",
        "complainant": Complainant(name="Pat Parent"),
    } | facts
    return complaint_actions.receive(cluster=to, school=school, by=by, **facts)


def latest_stage(of: Complaint) -> ComplaintStage:
    rows = ComplaintStage.objects.select_related("complaint__cluster")
    return rows.filter(complaint=of).order_by("-number")[0]


def ended_stage(of: Complaint, by: User, **facts: Any) -> StageOutcome:
    facts = {"kind": StageOutcome.Kind.NOT_UPHELD, "reasons": "The rules were kept."} | facts
    return complaint_actions.give_outcome(
        stage=latest_stage(of), outcome=StageOutcome(**facts), by=by
    )
