"""What a letter says of an outcome."""

from datetime import date

from django import template

from funding import queries
from funding.models import Outcome

register = template.Library()


@register.filter
def granted_lines(outcome: Outcome) -> list[tuple[str, int]]:
    """What of each cost is granted, with its pence, in the order of the application."""
    rows = [line.rpartition("\t") for line in outcome.lines.splitlines()]
    return [(what, int(pence)) for what, _, pence in rows]


@register.filter
def first_payment_on(outcome: Outcome) -> date | None:
    """The day on which the first payment of an award is due; None where the letter cannot tell."""
    return queries.first_payment_on(outcome)


@register.filter
def help_ends_on(outcome: Outcome) -> date | None:
    """The last day of the last term of an award, after which it is evaluated; None where the
    cluster's calendar does not reach that far."""
    return queries.help_ends_on(outcome)


@register.filter
def evaluation_due_on(outcome: Outcome) -> date | None:
    """By when the school evaluates an award; None where the calendar does not reach that far."""
    return queries.evaluation_due_on(outcome)
