"""Term dates, and when panels meet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from clusters.deadlines import OF_AUTHORITIES, DeadlineRule, closing_moment
from clusters.halfterms import Term
from clusters.models import Cluster, PanelDate, Rules, SchoolTerm
from clusters.queries import calendar as queries
from clusters.schoolyears import TERM_DATES, school_year_days, year_name
from core import audit
from core.dates import at_local, bank_holidays, format_day, format_weekday, today
from core.errors import DomainError
from schools.models import LocalAuthority

SATURDAY = 5

Owner = Cluster | LocalAuthority


class PanelsRefused(DomainError):
    """Some of several panels were refused; `by_place` says which, and none was set."""

    def __init__(self, by_place: Mapping[int, DomainError]) -> None:
        super().__init__(str(next(iter(by_place.values()))))
        self.by_place = by_place


@dataclass(frozen=True)
class PanelPlan:
    """When and where a panel is to meet; `closes_on` only where the rule does not say."""

    held_on: date
    starts_at: time
    place: str = ""
    closes_on: date | None = None


@transaction.atomic
def save_school_year(
    *, cluster: Cluster, first_year: int, terms: Sequence[Term], by: User
) -> list[SchoolTerm]:
    """The terms of the school year that begins in autumn `first_year`, in place of any before.

    A term without dates is left out. Panels in the calendar stay where they are.
    """
    Cluster.objects.select_for_update(no_key=True).get(pk=cluster.pk)
    known = [term for term in terms if term.starts_on]
    queries.half_terms_named(cluster, known)  # raises where the terms cannot be a school year
    for term in known:
        _refuse_other_year(term, first_year)
    before = SchoolTerm.objects.filter(
        cluster=cluster, starts_on__range=school_year_days(first_year)
    )
    removed, _ = before.delete()
    made = SchoolTerm.objects.bulk_create(
        SchoolTerm(
            cluster=cluster, name=term.name, **{day: getattr(term, day) for day in TERM_DATES}
        )
        for term in known
    )
    name_half_terms(cluster)
    audit.record(
        by=by,
        verb="save_school_year",
        subject=cluster,
        first_year=first_year,
        removed=removed,
        terms=[
            [day.isoformat() for day in (term.starts_on, term.ends_on) if day] for term in known
        ],
    )
    return made


def name_half_terms(cluster: Cluster) -> None:
    """Panels to come take the names of their half terms from the terms and rules as they are."""
    cluster = Cluster.objects.select_related("rules").get(pk=cluster.pk)
    for panel in PanelDate.objects.filter(cluster=cluster, held_on__gte=today()):
        name = queries.half_term_on(cluster, panel.held_on)
        if panel.half_term != name:
            panel.half_term = name
            panel.save(update_fields=["half_term"])


def _refuse_other_year(term: Term, first_year: int) -> None:
    first, last = school_year_days(first_year)
    for field in TERM_DATES:
        day = getattr(term, field)
        if not first <= day <= last:
            raise DomainError(
                f"{format_day(day)} is not in the school year {year_name(first_year)}. "
                f"Check the year of the {term.name.lower()} term's dates.",
                field=f"{term.name.lower()}_{field}",
            )


@transaction.atomic
def set_panel_date(*, cluster: Cluster, plan: PanelPlan, by: User | None) -> PanelDate:
    # The lock keeps two people from setting two panels on one day.
    cluster = Cluster.objects.select_for_update(no_key=True, of=("self",)).get(pk=cluster.pk)
    closes_at = _check(cluster, plan)
    panel = PanelDate.objects.create(
        cluster=cluster,
        half_term=queries.half_term_on(cluster, plan.held_on),
        held_on=plan.held_on,
        starts_at=plan.starts_at,
        place=plan.place,
        closes_at=closes_at,
        closing_set_by_hand=plan.closes_on is not None,
    )
    _record("set_panel_date", panel, by)
    return panel


@transaction.atomic
def set_authority_panel(*, authority: LocalAuthority, plan: PanelPlan, by: User) -> PanelDate:
    """A panel over the clusters of an authority. It has no rules, so its closing day is given."""
    authority = LocalAuthority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    panel = PanelDate.objects.create(
        authority=authority,
        held_on=plan.held_on,
        starts_at=plan.starts_at,
        place=plan.place,
        closes_at=_check(authority, plan),
        closing_set_by_hand=True,
    )
    _record("set_panel_date", panel, by)
    return panel


@transaction.atomic
def set_panel_dates(
    *, cluster: Cluster, plans: Mapping[int, PanelPlan], by: User
) -> list[PanelDate]:
    """All of them or none; the keys name the refused ones."""
    made, refused = [], {}
    for place, plan in plans.items():
        try:
            made.append(set_panel_date(cluster=cluster, plan=plan, by=by))
        except DomainError as refusal:
            refused[place] = refusal
    if refused:
        raise PanelsRefused(refused)
    return made


@transaction.atomic
def move_panel_date(*, panel_date: PanelDate, plan: PanelPlan, by: User) -> PanelDate:
    """Another day, time, place or closing time. Applications made for the panel go with it."""
    panel = _locked(panel_date, "moved")
    owner = _locked_owner(panel)
    closes_at = _check(owner, plan, besides=panel)
    before = [panel.held_on.isoformat(), panel.closes_at.isoformat()]
    if isinstance(owner, Cluster):
        panel.half_term = queries.half_term_on(owner, plan.held_on)
    panel.held_on = plan.held_on
    panel.starts_at = plan.starts_at
    panel.place = plan.place
    panel.closes_at = closes_at
    panel.closing_set_by_hand = plan.closes_on is not None
    panel.save()
    _record("move_panel_date", panel, by, before=before)
    return panel


@transaction.atomic
def cancel_panel_date(*, panel_date: PanelDate, by: User) -> PanelDate:
    """Of a cluster, `panels.actions.cancel_panel` calls this: what was for it has to go on."""
    panel = _locked(panel_date, "cancelled")
    panel.cancelled_at = timezone.now()
    panel.save(update_fields=["cancelled_at"])
    _record("cancel_panel_date", panel, by)
    return panel


@transaction.atomic
def start_panel(*, panel_date: PanelDate, by: User) -> PanelDate:
    """Its meeting begins: it takes no more applications, and is neither moved nor cancelled."""
    panel = lock_panel_date(panel_date)
    if panel.cancelled_at:
        raise DomainError("This panel was cancelled, so its meeting cannot start.")
    if panel.started_at is None:
        before = panel.closes_at.isoformat()
        panel.started_at = timezone.now()
        panel.closes_at = min(panel.closes_at, panel.started_at)
        panel.save(update_fields=["started_at", "closes_at"])
        _record("start_panel", panel, by, before=before)
    return panel


def _locked(panel: PanelDate, done: str) -> PanelDate:
    """The panel as it is now, unless it is cancelled, has started or is over."""
    panel = lock_panel_date(panel)
    if refusal := queries.why_it_stays(panel, done):
        raise DomainError(refusal)
    return panel


def lock_panel_date(panel: PanelDate) -> PanelDate:
    """The row as it is now. Before the locks of whatever is for the panel; a draft that chooses
    it meanwhile does not wait."""
    return PanelDate.objects.select_for_update(no_key=True, of=("self",)).get(pk=panel.pk)


def _locked_owner(panel: PanelDate) -> Owner:
    owner: Any = panel.cluster or panel.authority
    found: Owner = type(owner).objects.select_for_update(no_key=True).get(pk=owner.pk)
    return found


def _check(owner: Owner, plan: PanelPlan, besides: PanelDate | None = None) -> datetime:
    """Refuses what no panel can be; returns when its applications close."""
    _refuse_day(plan.held_on)
    owned = {"cluster" if isinstance(owner, Cluster) else "authority": owner}
    same_day = PanelDate.objects.filter(held_on=plan.held_on, cancelled_at__isnull=True, **owned)
    if besides:
        same_day = same_day.exclude(pk=besides.pk)
    if same_day.exists():
        raise DomainError(
            f"{owner} has a panel on {format_weekday(plan.held_on)} already. Choose another day.",
            field="held_on",
        )
    return _closing(owner, plan)


def _refuse_day(held_on: date) -> None:
    if held_on < today():
        raise DomainError(
            f"{format_weekday(held_on)} has passed. Enter a day to come.", field="held_on"
        )
    if holiday := bank_holidays(held_on.year).get(held_on):
        raise DomainError(
            f"{format_weekday(held_on)} is a bank holiday ({holiday}). Choose another day.",
            field="held_on",
        )
    if held_on.weekday() >= SATURDAY:
        raise DomainError(
            f"{format_day(held_on)} is a {held_on:%A}. Choose a day from Monday to Friday.",
            field="held_on",
        )


def _closing(owner: Owner, plan: PanelPlan) -> datetime:
    try:
        closes_at = closing_moment(plan.held_on, _deadline(owner, plan), by_hand_on=plan.closes_on)
    except DomainError as refusal:
        raise DomainError(str(refusal), field=_FIELDS.get(refusal.field or "")) from refusal
    if closes_at >= at_local(plan.held_on, plan.starts_at):
        raise DomainError(
            "Applications would close after the panel has begun. Enter an earlier closing date.",
            field="closes_on",
        )
    return closes_at


_FIELDS = {"panel_on": "held_on", "by_hand_on": "closes_on"}


def _deadline(owner: Owner, plan: PanelPlan) -> DeadlineRule:
    if isinstance(owner, Cluster):
        rules = Rules.objects.get(cluster=owner)
        return queries.deadline_rule(rules, by_hand=plan.closes_on is not None)
    return OF_AUTHORITIES


def _record(verb: str, panel: PanelDate, by: User | None, **detail: object) -> None:
    audit.record(
        by=by,
        verb=verb,
        subject=panel,
        **_owner_ids(panel),
        held_on=panel.held_on.isoformat(),
        closes_at=panel.closes_at.isoformat(),
        **detail,
    )


def _owner_ids(panel: PanelDate) -> dict[str, int | None]:
    if panel.cluster_id is None:
        return {"authority": panel.authority_id}
    return {"cluster": panel.cluster_id}
