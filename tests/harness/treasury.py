"""The money of the furnished world: a fund in each cluster, awards, payments in each state.

North has an award for Elm from its panel, whose first payment is held, and three that were running
before: Oak's first payment is paid, Ash's waits for a second signature, Elm's is due. Ben, Olive
and Dora await the outcome of Oak's item, Sue, Elsa and Asha that of Elm's.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from clusters.models import Office
from funding import actions
from funding.models import (
    Award,
    AwardBarred,
    Cause,
    Evaluation,
    EvaluationHidden,
    Fund,
    Instalment,
    LedgerEntry,
    Progress,
)
from tests import factories as make
from tests.world import Side, World

WORDS = {
    "fund": "Canaryfund",
    "running": "Canaryrunning",
    "conditions": "canaryconditions",
    "entry": "canaryentrywords",
    "hold": "canaryholdwhy",
    "south_fund": "Canarysouthfund",
    "south_running": "Canarysouthrunning",
    "south_entry": "canarysouthentry",
    "south_hold": "canarysouthhold",
    # What Elm sent, Oak has written and not sent, Yew sent.
    "supported": "canarysupported",
    "pupil_said": "canarypupilsaid",
    "parent_said": "canaryparentsaid",
    "staff_said": "canarystaffsaid",
    "worked": "canaryworked",
    "did_not": "canarydidnot",
    "reached": "canaryreached",
    "sent_back": "canarysentback",
    "unsent": "canaryunsent",
    "south_worked": "canarysouthworked",
    # What the panel keeps for Oak, and what is left beside it, as a page and as a file write it.
    "kept": "1,234.56",
    "kept in a file": "1234.56",
    "left": "7,515.44",
    "left in a file": "7515.44",
}
RESERVED = 123_456


@dataclass
class Treasury:
    funds: dict[str, Fund]
    awards: dict[str, Award]
    payments: dict[str, Instalment]
    entries: dict[str, LedgerEntry]
    evaluations: dict[str, Evaluation]
    progress: dict[str, Progress]

    def ids(self) -> dict[str, dict[str, str]]:
        return {
            kind: {label: row.public_id for label, row in rows.items()}
            for kind, rows in (
                ("fund", self.funds),
                ("award", self.awards),
                ("payment", self.payments),
                ("entry", self.entries),
                ("evaluation", self.evaluations),
                ("progress", self.progress),
            )
        }


def open_up(world: World, words: dict[str, str]) -> Treasury:
    world.people["finn"] = make.person("Finn South Finance")
    make.office(world.finn, world.south.cluster, Office.Kind.FINANCE_OFFICER)
    south = _fund(world.south, world.finn, words["south_fund"], words["south_entry"])
    yew = _running(world, south, "Yew", words["south_running"], terms=2, by=world.finn)
    yew_due, yew_later = yew.instalments.order_by("number")
    actions.hold(instalment=yew_later, why=words["south_hold"], by=world.finn)
    AwardBarred.objects.create(cluster=south.cluster, award=yew, person=world.dev)
    actions.hide_balances(
        application=world.south.items["yew"].application, people=[world.yan, world.asha]
    )
    return _north(world, words, south, yew, yew_due)


def _north(
    world: World, words: dict[str, str], south: Fund, yew: Award, yew_due: Instalment
) -> Treasury:
    fund = _fund(world.north, world.fay, words["fund"], words["entry"])
    elm_case = world.north.items["elm"].application
    elm = make.award(elm_case, by=world.dana, barred=(world.mia,), conditions=words["conditions"])
    held = elm.instalments.get(number=1)
    actions.hold(instalment=held, why=words["hold"], by=world.fay)
    oak = _running(world, fund, "Oak", words["running"], terms=2, by=world.fay)
    actions.release(instalment=oak.instalments.get(number=1), by=world.fay)
    ash = _running(world, fund, "Ash", "Ash before", terms=1, by=world.fay)
    AwardBarred.objects.create(cluster=fund.cluster, award=ash, person=world.fay)
    waiting = actions.release(instalment=ash.instalments.get(), by=world.fay)
    before = _running(world, fund, "Elm", "Elm before", terms=1, by=world.fay)
    _someone_waits(world)
    evaluations, progress = _evaluations(world, words, elm, oak, yew)
    money_in = LedgerEntry.objects.filter(cause=Cause.ALLOCATION)
    return Treasury(
        funds={"north": fund, "south": south},
        awards={"elm": elm, "oak": oak, "yew": yew},
        payments={
            "held": held,
            "due": before.instalments.get(),
            "waiting": waiting,
            "paid": oak.instalments.get(number=1),
            "yew": yew_due,
        },
        entries={
            "north": money_in.filter(fund=fund).earliest("pk"),
            "paid": LedgerEntry.objects.get(fund=fund, cause=Cause.RELEASED),
            "south": money_in.filter(fund=south).earliest("pk"),
        },
        evaluations=evaluations,
        progress=progress,
    )


def _evaluations(
    world: World, words: dict[str, str], elm: Award, oak: Award, yew: Award
) -> tuple[dict[str, Evaluation], dict[str, Progress]]:
    """Elm's was sent, sent back and sent again; Mia was a silent observer of its case. Oak's is
    due soon, Yew's was sent."""
    EvaluationHidden.objects.create(cluster=elm.cluster, award=elm, person=world.mia)
    EvaluationHidden.objects.create(cluster=yew.cluster, award=yew, person=world.dev)
    first = make.evaluation_sent(
        elm,
        by=world.elsa,
        actual=words["reached"],
        supported_by=words["supported"],
        pupils_view=words["pupil_said"],
        parents_view=words["parent_said"],
        staff_view=words["staff_said"],
        what_worked=words["worked"],
        what_did_not=words["did_not"],
    )
    opened = actions.send_evaluation_back(
        evaluation=first, words=words["sent_back"], by=world.carol
    )
    sent = actions.send_evaluation(evaluation=opened, by=world.elsa)
    unsent = make.evaluated(oak, by=world.olive, what_worked=words["unsent"], may_share=None)
    soon = timezone.localdate() + timedelta(days=20)
    Evaluation.objects.filter(pk=unsent.pk).update(due_on=soon)
    tested = _tested(unsent, world.olive)
    southern = make.evaluated(yew, by=world.yan, what_worked=words["south_worked"])
    _tested(southern, world.yan)
    actions.send_evaluation(evaluation=southern, by=world.yan)
    return {"elm": sent, "oak": unsent, "yew": southern}, {"oak": tested}


def _tested(evaluation: Evaluation, by) -> Progress:
    today = timezone.localdate()
    results = Progress(
        measure=Progress.Measure.READING,
        before_on=today - timedelta(days=180),
        after_on=today,
        months_before=90,
        months_after=99,
    )
    return actions.add_progress(evaluation=evaluation, progress=results, by=by)


def keep_for_a_decision(world: World, pence: int) -> None:
    """The panel has decided on Oak's item and not published it."""
    application = world.north.items["own"].application
    actions.reserve(application=application, amount_pence=pence, by=world.dana)


def _someone_waits(world: World) -> None:
    for item, keys in (("own", ("ben", "olive", "dora")), ("elm", ("sue", "elsa", "asha"))):
        application = world.north.items[item].application
        people = [world.people[key] for key in keys if key in world.people]
        actions.hide_balances(application=application, people=people)


def _fund(side: Side, officer, name: str, words: str) -> Fund:
    """With money in it; its newest entry is a correction."""
    fund = make.fund(side.cluster, by=officer, name=name)
    wrong = actions.allocate(fund=fund, amount_pence=5, words=words, by=officer)
    actions.correct(entry=wrong, words="It was wrong", by=officer)
    return fund


def _running(world: World, fund: Fund, school: str, label: str, *, terms: int, by) -> Award:
    return actions.open_award(
        fund=fund,
        school=world.schools[school],
        label=label,
        amount_pence=90_000,
        paid_pence=30_005,
        terms_left=terms,
        first_term=make.terms_ahead(fund.cluster)[0],
        by=by,
    )
