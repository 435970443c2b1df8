"""Two school years that the clusters have behind them: decided, paid, and most of it evaluated."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from clusters.models import PanelDate
from core.dates import at_local, next_working_day
from funding import actions as funding
from funding.models import (
    ApplicationPupil,
    Award,
    Evaluation,
    HopedOutcome,
    Instalment,
    Outcome,
    OutcomeReached,
)
from funding.models import Progress as Test
from panels import actions as panels
from panels.models import AgendaItem
from pupils.models import Need
from reports.demo.cases import LISTED, ONE, SEVERAL, SIGNS, Case
from reports.demo.cast import A, B
from reports.demo.clock import at
from reports.demo.past import AWARD, BEFORE, EXCEEDED, MET, SILENCE, WORDS, WRITES, Before
from reports.demo.story import Crew, Moments, People, decide, hold_panel, meet
from schools.models import School

CREWS = {A: Crew(("amina", "dana"), "cleo"), B: Crew(("sam", "dev"), "sam")}
# Who answers for each item, and who records what is decided, unless it is their own school's.
SITS = {A: ("carol", "dana", "asha"), B: ("dev", "asha", "sam")}
RECORDS = {A: ("dana", "carol"), B: ("dev", "asha")}
OWN = {"dana": "Saltmarsh", "carol": "Samphire", "dev": "Osier", "asha": "Avocet"}
PAYS = {A: "farid", B: "tansy"}
# What is due within these days is left, so that there is something to release.
LEFT_TO_RELEASE = 45
REASONS = {
    Outcome.Kind.AWARD: "What was tried is dated and costed, and the plan fits what was seen.",
    Outcome.Kind.DECLINE: "The school has not yet used its own support for long enough to tell.",
    Outcome.Kind.ADVISE: "The outreach team can give this without money.",
}
NEXT_STEP = {
    Outcome.Kind.DECLINE: "Try it for half a term, then apply again with what you saw.",
    Outcome.Kind.ADVISE: "The outreach team visits in the next half term.",
}


def tell(
    people: People, schools: Mapping[str, School], before: Mapping[str, Sequence[PanelDate]]
) -> None:
    """First what is the same on every day, then what has been paid and evaluated by today."""
    for cluster, dates in before.items():
        for number, panel in enumerate(dates):
            told = [one for one in BEFORE if (one.cluster, one.panel) == (cluster, number)]
            if told:
                _panel(people, schools, panel, told)
    for one in BEFORE:
        award = Award.objects.filter(application__title=one.title).first()
        if award:
            _pay(award, people[PAYS[one.cluster]], people[CREWS[one.cluster].clerk])
            if one.result != SILENCE:
                _evaluate(award, one, people)


def _panel(
    people: People, schools: Mapping[str, School], panel: PanelDate, told: list[Before]
) -> None:
    crew = CREWS[told[0].cluster]

    def discuss(people: People, items: list[AgendaItem]) -> None:
        for key in SITS[told[0].cluster]:
            panels.answer_all(meeting=items[0].meeting, by=people[key])
        meeting = meet(people[crew.clerk], items[0].meeting)
        for one, item in zip(told, items, strict=True):
            _decide(people, one, item)
        panels.publish(meeting=meeting, by=people[crew.clerk])

    cases = [_case(one) for one in told]
    moments = Moments(panel, timezone.localdate())
    hold_panel(people, schools, panel, cases, moments, crew, discuss)


def _case(one: Before) -> Case:
    words = WORDS[one.need]
    return Case(
        one.cluster,
        "",
        LISTED,
        one.school,
        WRITES[one.school],
        one.title,
        one.need,
        one.pence,
        one.pupils,
        kind=SEVERAL if len(one.pupils) > 1 else ONE,
        why=words.why,
        plan=words.plan,
        note="Complete.",
        terms=one.terms,
    )


def _decide(people: People, one: Before, item: AgendaItem) -> None:
    by = next(key for key in RECORDS[one.cluster] if OWN[key] != one.school)
    outcome = Outcome.Kind(one.outcome)
    words = {"reasons": REASONS[outcome], "next_step": NEXT_STEP.get(outcome, "")}
    if outcome == AWARD:
        words["criteria"] = item.meeting.cluster.rules.criteria_lines[:3]
    decide(people[by], item, outcome, **words)


def _pay(award: Award, by: User, second: User) -> None:
    """Each payment some days after it was due, but for the last ones; one that needs a second
    signature has it within the week."""
    now = timezone.localdate()
    for instalment in Instalment.objects.filter(award=award).order_by("number"):
        if (now - instalment.due_on).days > LEFT_TO_RELEASE:
            day = max(instalment.due_on, timezone.localdate(award.made_at)) + timedelta(days=3)
            with at(_morning(day)):
                paid = funding.release(instalment=instalment, by=by)
            if paid.released_at is None:
                with at(_morning(day + timedelta(days=4))):
                    funding.countersign(instalment=paid, by=second)


def _evaluate(award: Award, one: Before, people: People) -> None:
    """Sent some days before it was due, and signed; what was not spent came back a week later."""
    evaluation = Evaluation.objects.get(award=award)
    sent = _morning(evaluation.due_on - timedelta(days=6))
    paid = sum(
        award.instalments.filter(released_at__lt=sent).values_list("amount_pence", flat=True)
    )
    if sent > timezone.now() or paid != award.amount_pence:
        return
    by = people[WRITES[one.school]]
    with at(sent):
        _write(evaluation, one, by)
        funding.send_evaluation(evaluation=evaluation, by=by)
        head = people[SIGNS[one.school]]
        if head != by and head.has_perm("funding.sign_evaluation", evaluation):
            funding.sign_evaluation(evaluation=evaluation, by=head)
    if one.left:
        with at(_morning(timezone.localdate(sent) + timedelta(days=8))):
            funding.return_unspent(
                award=award,
                amount_pence=one.left,
                words="Not spent, by the school’s evaluation",
                by=people[PAYS[one.cluster]],
            )


def _write(evaluation: Evaluation, one: Before, by: User) -> None:
    reached = one.result in (EXCEEDED, MET)
    planned: Any = evaluation.planned_from_on, evaluation.planned_to_on
    weeks = (planned[1] - planned[0]).days // 8
    fields = {
        "intervention": WORDS[one.need].intervention,
        "led_by": Evaluation.Lead.TA,
        "supported_by": "SENCO",
        "actual_from_on": planned[0] + timedelta(days=7),
        "actual_to_on": planned[1],
        "sessions_planned": 4 * weeks,
        "sessions_delivered": 4 * weeks - 3,
        "sessions_attended": 4 * weeks - 7,
        "spent_pence": one.pence - one.left,
        "pupils_view": "I can do more of it by myself now.",
        "parents_view": "We have noticed it at home too.",
        "staff_view": "Easier to include in class than before.",
        "what_worked": "The same adult at the same time of day.",
        "what_did_not": "" if reached else "Too many mornings were lost to cover.",
        "next_step": Evaluation.Next.OWN_MONEY if reached else Evaluation.Next.RENEW,
        "avoided": Evaluation.Avoided.ASSESSMENT if reached else Evaluation.Avoided.NEITHER,
        "may_share": reached,
    }
    for name, value in fields.items():
        setattr(evaluation, name, value)
    funding.save_evaluation(evaluation=evaluation, fields=fields, by=by)
    rows = [
        OutcomeReached(
            hoped=hoped,
            actual=WORDS[one.need].actual[one.result],
            measured_on=planned[1],
            result=one.result,
        )
        for hoped in HopedOutcome.objects.filter(application=evaluation.award.application)
    ]
    funding.save_reached(evaluation=evaluation, reached=rows, by=by)
    if one.months:
        _tests(evaluation, one, planned, by)


def _tests(evaluation: Evaluation, one: Before, planned: tuple[date, date], by: User) -> None:
    """Of every pupil: around the months of the case, some a month above and some below."""
    before, after = one.months or (0, 0)
    maths = one.need == Need.MLD and "umber" in one.title
    pupils = ApplicationPupil.objects.filter(application=evaluation.award.application)
    for place, row in enumerate(pupils.order_by("pk")):
        funding.add_progress(
            evaluation=evaluation,
            progress=Test(
                pupil=row,
                measure=Test.Measure.MATHS if maths else Test.Measure.READING,
                before_on=planned[0] + timedelta(days=7),
                after_on=planned[1],
                months_before=before + place % 4,
                months_after=after + place % 4 + place % 3 - 1,
            ),
            by=by,
        )


def _morning(day: date) -> datetime:
    return at_local(next_working_day(day), time(10, 15))
