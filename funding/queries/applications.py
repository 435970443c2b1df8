"""What pages and actions ask about applications."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from clusters.models import Office, PanelDate
from funding.models import (
    Application,
    ApplicationGrant,
    Award,
    Evaluation,
    Outcome,
    Signature,
    StatusChange,
)
from schools.models import Post

Status = Application.Status

SECTION_LABELS = {
    "request": "What it is for",
    "pupils": "The pupils",
    "reasons": "Why, and what you will do",
    "costs": "What it costs",
    "outcomes": "What you hope to reach",
    "views": "What the family and the pupil say",
}

WITH = {
    Status.DRAFT: "your school",
    Status.TO_SIGN: "your headteacher",
    Status.SIGNED: "your school",
    Status.RETURNED: "your school",
    Status.SUBMITTED: "the cluster SENCO",
    Status.CHECKED: "the panel",
    Status.WITHDRAWN: "nobody",
}

# The school writes it; a signature may cover it all the same.
AT_START = (Status.DRAFT, Status.RETURNED)
AT_THE_SCHOOL = "Your school’s SENCO has it: "
UNSIGNED = (
    "It is your turn: fill in each part, then submit it before the closing time.",
    f"{AT_THE_SCHOOL}they fill in each part, then submit it before the closing time.",
)
CHECKED_BY_OTHERS = (
    "Somebody whom the cluster names checks it next, as the cluster SENCO works at your school. "
    "They send it back to your school if something is missing."
)
# What comes next, for whom it waits and for whom it does not.
NEXT = {
    Status.DRAFT: (
        "It is your turn: fill in each part, have it signed, then submit it before the closing "
        "time.",
        f"{AT_THE_SCHOOL}they fill in each part, have it signed, then submit it before the "
        "closing time.",
    ),
    Status.TO_SIGN: (
        "It is your turn: read it, then sign it or send it back.",
        "Your headteacher reads it, then signs it or sends it back to you.",
    ),
    Status.SIGNED: (
        "It is your turn: submit it before the closing time. A change takes the signature away.",
        f"{AT_THE_SCHOOL}they submit it before the closing time. A change takes the signature "
        "away.",
    ),
    Status.RETURNED: (
        "It is your turn: change what the cluster SENCO asks for, then submit it again.",
        f"{AT_THE_SCHOOL}they change what the cluster SENCO asks for, then submit it again.",
    ),
    Status.SUBMITTED: (
        "",
        "The cluster SENCO checks it before the panel meets. They send it back "
        "to your school if something is missing.",
    ),
    Status.CHECKED: (
        "",
        "It goes to the panel. You are told the outcome and the reasons when they are published.",
    ),
    Status.AWARDED: (
        "",
        "Its letter says what is paid. At the end your SENCO says what it changed.",
    ),
    Status.DECLINED: (
        "",
        "The panel has decided. Its letter says why and what you can do next.",
    ),
    Status.ADVISED: (
        "",
        "The panel has given its advice. You can apply again once you have tried it.",
    ),
    Status.WITHDRAWN: ("", "Your school withdrew it, so no panel decides on it."),
}


def list_rows(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Ready for a page of the school's list: one query whatever its length."""
    withdrawn = StatusChange.objects.filter(application=OuterRef("pk"), status=Status.WITHDRAWN)
    return rows.select_related("school", "cluster", "panel_date").annotate(
        withdrawn_at=Subquery(withdrawn.values("at")[:1])
    )


def with_parts(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Ready for the page of one application."""
    return rows.select_related(
        "school", "cluster__rules", "panel_date", "first_term"
    ).prefetch_related(
        "pupils",
        "cost_lines",
        "outcomes",
        "signatures__person",
        "history",
    )


def missing_from(application: Application) -> list[str]:
    """What a draft still lacks, as things to do. Its page, signing and submitting ask this."""
    return [thing for part in sections_of(application) for thing in part["missing"]]


def sections_of(application: Application) -> list[dict[str, Any]]:
    """The parts of a draft in order, each with what it lacks."""
    pupils = len(application.pupils.all())
    needed = 2 if application.kind == Application.Kind.GROUP else 1
    lacking: dict[str, dict[str, Any]] = {
        "request": {
            "choose the primary need": application.need,
            "choose how many terms it is for": application.terms,
            "choose the term it starts in": application.first_term_id,
            "choose a later term, as the one you chose has ended": not _has_ended(application),
        },
        "pupils": {"add the pupil" if needed == 1 else "add at least two pupils": pupils >= needed},
        "reasons": {
            "say why more is needed than your school can give": application.why.strip(),
            "say what you will do with the money": application.plan.strip(),
        },
        "costs": {"add what it costs": application.amount_pence},
        "outcomes": {
            "add at least one outcome": len(application.outcomes.all()),
            **{
                f"give outcome {hoped.number} a day that is still to come": False
                for hoped in application.outcomes.all()
                if hoped.by_when <= timezone.localdate()
            },
        },
        "views": {
            "say what the parents or carers say": application.parents_view.strip(),
            "say what the pupil says": application.pupils_view.strip(),
            "say who agreed, and when": application.agreed_on,
            "choose a parent or carer, as a pupil below Year 11 is not over 16": not (
                application.agreed_by == Application.Agreement.YOUNG_PERSON
                and application.has_a_pupil_under_16
            ),
        },
    }
    labels = SECTION_LABELS | ({"pupils": "The pupil"} if needed == 1 else {})
    return [_section(name, label, lacking[name]) for name, label in labels.items()]


def section_after(name: str) -> str:
    """The part that follows on the list; nothing after the last."""
    names = list(SECTION_LABELS)
    return dict(pairwise(names)).get(name, "")


def _has_ended(application: Application) -> bool:
    term = application.first_term
    return term is not None and term.ends_on < timezone.localdate()


def words_of_return(application: Application) -> str:
    """What the checker, or the head who did not sign, asked for, while the school has it."""
    if application.status not in (Status.RETURNED, Status.DRAFT):
        return ""
    last = list(application.history.all())[-1:]
    return last[0].words if last else ""


def is_as_it_came_back(application: Application) -> bool:
    """Nothing was changed since it came back with words."""
    if not words_of_return(application):
        return False
    return list(application.history.all())[-1].at >= application.changed_at


def withdrawn_at(application: Application) -> datetime | None:
    times = [row.at for row in application.history.all() if row.status == Status.WITHDRAWN]
    return times[-1] if times else None


def content_of(application: Application) -> dict[str, Any]:
    """All that a signature covers: what the panel will read and nothing else. The parts come in the
    order of their models."""
    fields = (
        "kind",
        "title",
        "need",
        "second_need",
        "terms",
        "amount_pence",
        "why",
        "plan",
        "parents_view",
        "pupils_view",
        "agreed_by",
        "agreed_on",
    )
    return {
        **{field: getattr(application, field) for field in fields},
        "starts_on": application.first_term and application.first_term.starts_on,
        "pupils": [[row.code, row.year_group, row.provision] for row in application.pupils.all()],
        "costs": [[row.what, row.amount_pence] for row in application.cost_lines.all()],
        "outcomes": [
            [row.number, row.what, row.measure, row.baseline, row.target, row.by_when]
            for row in application.outcomes.all()
        ],
    }


def digest_of(application: Application) -> str:
    """SHA-256 of the content: a signature holds while it is the same."""
    content = json.dumps(content_of(application), sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()


def signature_on(application: Application) -> Signature | None:
    """The newest signature that covers the content as it stands now."""
    signatures = list(application.signatures.all())
    digest = digest_of(application) if signatures else ""
    covering = [row for row in signatures if row.digest == digest]
    return covering[-1] if covering else None


def shares_of(application: Application) -> QuerySet[ApplicationGrant]:
    live = ApplicationGrant.objects.live().filter(content_object=application)
    return live.select_related("user").order_by("until")


def steps_of(
    application: Application,
    evaluation: Evaluation | None = None,
    outcomes: Iterable[Outcome] = (),
) -> list[dict[str, Any]]:
    """The step line: what is done with its date, where it is now and with whom. Of an award's
    evaluation too. That a panel met on another day than planned is known by its published
    `outcomes`, the newest first, and by nothing before them."""
    dates = {row.status: row.at for row in application.history.all()}
    status = Status(application.status)
    order = [Status.DRAFT, Status.SUBMITTED, Status.CHECKED]
    if application.cluster.rules.head_signs:
        order.insert(1, Status.SIGNED)
    names = {
        Status.DRAFT: "Draft",
        Status.SIGNED: "Signed",
        Status.SUBMITTED: "Submitted",
        Status.CHECKED: "Checked",
    }
    if status == Status.WITHDRAWN:
        names[status] = "Withdrawn"
        return [
            _step(names[step], "done", dates[step], "")
            for step in (*order, status)
            if step in dates
        ]
    signature = signature_on(application) if status in AT_START else None
    if signature and status == Status.DRAFT:
        status = Status.SIGNED
    # Where each status stands on the line: the last step that is done.
    last = {Status.TO_SIGN: Status.DRAFT, **dict.fromkeys(Application.DECIDED, Status.CHECKED)}
    done = last.get(status, status)
    place = -1 if status in AT_START or done not in order else order.index(done)
    decided = status in Application.DECIDED
    with_whom = "you" if getattr(application, "can_take_turn", False) else WITH.get(status, "")
    if status == Status.SUBMITTED and is_checked_by_others(application):
        with_whom = "somebody the cluster names"
    steps = []
    for number, step in enumerate(order):
        stands = step == Status.SIGNED and signature
        state = "done" if number <= place or stands else "current" if number == place + 1 else ""
        steps.append(_step(names[step], state, dates.get(step), with_whom))
    at_panel = place + 1 == len(order) and not decided
    panel = _step("Panel", "done" if decided else "current" if at_panel else "", None, with_whom)
    newest = next(iter(outcomes), None) if decided else None
    panel["date"] = newest.decided_on if newest else application.panel_date.held_on
    outcome = _step("Outcome", "done" if decided else "", dates.get(status), "")
    return [*steps, panel, outcome, *_evaluating(evaluation)]


def _evaluating(evaluation: Evaluation | None) -> list[dict[str, Any]]:
    """It waits for the school once the help has ended."""
    if evaluation is None:
        return []
    begun = evaluation.planned_to_on is None or evaluation.planned_to_on < timezone.localdate()
    state = "done" if evaluation.sent_at else "current" if begun or evaluation.is_overdue else ""
    who = "you" if getattr(evaluation, "can_write", False) else "your school"
    return [_step("Evaluation", state, evaluation.sent_at, who)]


def _step(name: str, state: str, date: Any, who: str) -> dict[str, Any]:
    return {
        "name": name,
        "state": state,
        "date": date if state == "done" else None,
        "who": who if state == "current" else "",
    }


def outcomes_of(application: Application, user: Any) -> QuerySet[Outcome]:
    """Every published outcome of the application, newest first."""
    rows = Outcome.objects.for_user(user).filter(application=application)
    related = ("panel_date", "first_term", "deferred_to")
    return rows.select_related(*related).order_by("-published_at", "-pk")


def is_checked_by_others(application: Application) -> bool:
    """Every cluster SENCO works at its school, so somebody else is named. Only what the school
    knows of its own people is asked here: posts, and who is based there or employed by it."""
    school = application.school_id
    posts = Post.objects.live().filter(person_id=OuterRef("person_id"), school_id=school)
    based = Q(base_school_id=school, cluster__rules__base_school_counts=True)
    employed = Q(employer_school_id=school, cluster__rules__employer_counts=True)
    sencos = Office.objects.live().filter(
        cluster_id=application.cluster_id, kind=Office.Kind.CLUSTER_SENCO
    )
    others = sencos.exclude(Q(Exists(posts)) | based | employed)
    return sencos.exists() and not others.exists()


def next_words(
    application: Application, award: Award | None = None, evaluation: Evaluation | None = None
) -> str:
    """Whose turn it is and what comes next, in a sentence for the reader at the school.

    Expects `can_take_turn`. Only while the school has it can it be somebody else's turn there.
    """
    status = Status(application.status)
    if award and status == Status.AWARDED:
        return f"{_payments_left(award)} {_evaluation_left(evaluation)}".strip()
    if status == Status.SUBMITTED and is_checked_by_others(application):
        return CHECKED_BY_OTHERS
    unsigned = status == Status.DRAFT and not application.cluster.rules.head_signs
    mine, others = UNSIGNED if unsigned else NEXT[status]
    return mine if application.can_take_turn else others  # type: ignore[attr-defined]


def _payments_left(award: Award) -> str:
    """What is still to be paid. Expects the payments of the award."""
    payments = award.instalments.all()
    left = [one for one in payments if not one.released_at and not one.stopped_at]
    if any(one.stopped_at for one in payments):
        return "The award was stopped, so no more of it is paid."
    if not left:
        return "It is paid in full."
    if len(left) > 1:
        return "The cluster’s finance officer pays it, one part each term."
    part = "it in one payment" if len(payments) == 1 else "the last part of it"
    return f"The cluster’s finance officer pays {part}."


def _evaluation_left(evaluation: Evaluation | None) -> str:
    if evaluation is None:
        return ""
    if evaluation.sent_at:
        return "Your school has sent its evaluation."
    return "At the end your SENCO says what it changed."


def next_panel(user: Any, application: Application) -> PanelDate | None:
    """Where its own panel has closed: the next one it can go to."""
    if application.panel_date.is_open or not application.is_editable:
        return None
    panels = PanelDate.objects.for_user(user, "apply_to").filter(cluster=application.cluster_id)
    return panels.order_by("closes_at").first()


def _section(name: str, label: str, things: dict[str, Any]) -> dict[str, Any]:
    missing = [thing for thing, there in things.items() if not there]
    tag = f"{len(missing)} thing{'s' * (len(missing) > 1)} missing" if missing else "Done"
    return {"name": name, "label": label, "missing": missing, "tag": tag}
