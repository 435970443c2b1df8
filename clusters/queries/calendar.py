"""School years, half terms, panels and their closing times."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from clusters.deadlines import DeadlineRule, closing_moment
from clusters.halfterms import HalfTerm, Term, half_terms, suggest_panel_dates
from clusters.models import Cluster, PanelDate, Rules, SchoolTerm
from clusters.rulebook import deadline_in_words
from clusters.schoolyears import TERM_DATES, school_year_days, year_name, year_of
from core.dates import bank_holidays, format_weekday, local_day, today
from core.errors import DomainError
from schools.models import LocalAuthority

# Term dates are moved by whole weeks, so that each keeps its weekday.
SAME_WEEKDAY_NEXT_YEAR = timedelta(weeks=52)
FEW = 6


def terms_of(cluster: Cluster, first_year: int) -> QuerySet[SchoolTerm]:
    return SchoolTerm.objects.filter(
        cluster=cluster, starts_on__range=school_year_days(first_year)
    ).order_by("starts_on")


def last_years_terms(cluster: Cluster, first_year: int) -> dict[str, dict[str, date]]:
    """The dates of the year before by term, each moved to the same weekday a year on."""
    return {
        term.name: {field: getattr(term, field) + SAME_WEEKDAY_NEXT_YEAR for field in TERM_DATES}
        for term in terms_of(cluster, first_year - 1)
    }


def half_terms_named(cluster: Cluster, terms: Iterable[Term | SchoolTerm]) -> list[HalfTerm]:
    """The half terms under the cluster's own names. Refuses terms that make no school year."""
    ordered = [
        Term(
            name=term.name,
            starts_on=term.starts_on,
            half_term_starts_on=term.half_term_starts_on,
            half_term_ends_on=term.half_term_ends_on,
            ends_on=term.ends_on,
        )
        for term in terms
    ]
    return half_terms(ordered, scheme=cluster.rules.half_term_names)


def half_terms_of(cluster: Cluster, first_year: int) -> list[HalfTerm]:
    return half_terms_named(cluster, terms_of(cluster, first_year))


def half_term_on(cluster: Cluster, day: date) -> str:
    """The name of the half term that the day is in; nothing in a holiday."""
    try:
        halves = half_terms_of(cluster, year_of(day))
    except DomainError:  # term dates that came by another way and make no year
        return ""
    return next((half.name for half in halves if half.starts_on <= day <= half.ends_on), "")


@dataclass(frozen=True)
class SchoolYear:
    """All that the calendar page shows of one school year."""

    first_year: int
    terms: list[SchoolTerm]
    half_terms: list[HalfTerm]
    panels: list[PanelDate]

    @property
    def name(self) -> str:
        return year_name(self.first_year)

    @property
    def bank_holidays(self) -> list[tuple[date, str]]:
        first, last = school_year_days(self.first_year)
        found = bank_holidays(first.year) | bank_holidays(last.year)
        return [(day, name) for day, name in sorted(found.items()) if first <= day <= last]

    @property
    def is_over(self) -> bool:
        return school_year_days(self.first_year)[1] < today()


def school_year(cluster: Cluster, first_year: int, panels: QuerySet[PanelDate]) -> SchoolYear:
    """`panels` are those that the reader may read."""
    terms = list(terms_of(cluster, first_year))
    held = panels.filter(cluster=cluster, held_on__range=school_year_days(first_year))
    return SchoolYear(
        first_year=first_year,
        terms=terms,
        half_terms=half_terms_named(cluster, terms),
        panels=list(held.order_by("held_on", "pk")),
    )


def deadline_rule(rules: Rules, *, by_hand: bool = False) -> DeadlineRule:
    kind = Rules.DeadlineKind.BY_HAND if by_hand else rules.deadline_kind
    return DeadlineRule(kind, rules.deadline_days, rules.closes_at)


def closing_by_rule(rules: Rules, held_on: date) -> datetime | None:
    """When applications would close; nothing where each date is set by hand."""
    if rules.deadline_kind == Rules.DeadlineKind.BY_HAND:
        return None
    return closing_moment(held_on, deadline_rule(rules))


def closing_words(panel: PanelDate, rules: Rules) -> str:
    """How a panel's closing time came about, told from the rule as it is now."""
    if panel.started_at == panel.closes_at:
        return "when the meeting started"
    if panel.closing_set_by_hand:
        return "set by hand"
    if closing_by_rule(rules, panel.held_on) == panel.closes_at:
        return deadline_in_words(rules)
    return "by the rule as it was then"


@dataclass(frozen=True)
class PanelLine:
    """A panel as its row says it."""

    panel: PanelDate
    closing: str
    status: str

    @property
    def can_change(self) -> bool:
        return not why_it_stays(self.panel, "changed")


def why_it_stays(panel: PanelDate, done: str) -> str:
    """Why nobody can move or cancel it any more; nothing where they can. `done` says which."""
    day = format_weekday(panel.held_on)
    if panel.cancelled_at:
        return "This panel was cancelled already. Add another panel date instead."
    if panel.started_at:
        return f"The meeting of the panel on {day} has started, so it cannot be {done}."
    if panel.held_on < today():
        return f"The panel on {day} is over, so it cannot be {done}."
    return ""


def of_authority(panels: QuerySet[PanelDate], authority: LocalAuthority) -> list[PanelLine]:
    """An authority's panels to come, then those that are over, the newest first. `panels` are those
    that the reader may read."""
    own = panels.filter(authority=authority)
    coming = own.filter(held_on__gte=today()).order_by("held_on")
    over = own.filter(held_on__lt=today()).order_by("-held_on")[:FEW]
    return [PanelLine(panel, "set by hand", _status(panel)) for panel in (*coming, *over)]


def with_words(panels: Iterable[PanelDate], rules: Rules) -> list[PanelLine]:
    return [PanelLine(panel, closing_words(panel, rules), _status(panel)) for panel in panels]


def coming(panels: QuerySet[PanelDate], rules: Rules) -> list[PanelLine]:
    """Those still to meet, the next one first."""
    ahead = panels.filter(held_on__gte=today(), cancelled_at__isnull=True, started_at__isnull=True)
    return with_words(ahead.order_by("held_on"), rules)


def _status(panel: PanelDate) -> str:
    if panel.cancelled_at:
        return "cancelled"
    if panel.held_on < today():
        return "over"
    if panel.started_at:
        return "started"
    return "open" if panel.is_open else "closed"


def panels_by_old_rule(cluster: Cluster, rules: Rules) -> list[PanelDate]:
    """Panels to come whose closing time is not what the rule would give now."""
    coming = PanelDate.objects.filter(
        cluster=cluster,
        held_on__gte=today(),
        cancelled_at__isnull=True,
        started_at__isnull=True,
        closing_set_by_hand=False,
    )
    return [panel for panel in coming if closing_by_rule(rules, panel.held_on) != panel.closes_at]


def is_out_of_term(halves: Iterable[HalfTerm], day: date) -> bool:
    return not any(half.starts_on <= day <= half.ends_on for half in halves)


@dataclass(frozen=True)
class Suggestion:
    """A half term with the day suggested for its panel, or why none is."""

    half_term: HalfTerm
    held_on: date | None
    closes_at: datetime | None
    why_none: str = ""


def suggested_panels(
    cluster: Cluster, year: SchoolYear, weekday: int, week: int
) -> list[Suggestion]:
    """One for each half term; none where it has a panel, or it is too late for one."""
    days = suggest_panel_dates(year.half_terms, weekday, week)
    return [
        _suggestion(cluster, half, day, year.panels)
        for half, day in zip(year.half_terms, days, strict=True)
    ]


def _suggestion(
    cluster: Cluster, half: HalfTerm, day: date, panels: Iterable[PanelDate]
) -> Suggestion:
    for panel in panels:
        if panel.cancelled_at is None and half.starts_on <= panel.held_on <= half.ends_on:
            return Suggestion(half, None, None, "has_panel")
    if day < today():
        return Suggestion(half, None, None, "over")
    closes_at = closing_by_rule(cluster.rules, day)
    if closes_at and closes_at <= timezone.now():
        return Suggestion(half, None, None, "closed")
    return Suggestion(half, day, closes_at)


def warnings_about(panel: PanelDate, halves: Iterable[HalfTerm]) -> list[str]:
    """What is unusual about a panel that was just set, for the person who set it."""
    found: list[Any] = []
    if is_out_of_term(halves, panel.held_on):
        found.append("That day is not in term by the dates in this calendar.")
    if not panel.is_open:
        found.append("Its closing time has passed, so no application can be sent to it.")
    elif local_day(panel.closes_at) == today():
        found.append("Its applications close today.")
    return found
