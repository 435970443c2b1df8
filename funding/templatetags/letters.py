"""What a letter says of an outcome."""

from django import template

from funding.models import Outcome

register = template.Library()


@register.filter
def granted_lines(outcome: Outcome) -> list[tuple[str, int]]:
    """What of each cost is granted, with its pence, in the order of the application."""
    rows = [line.rpartition("\t") for line in outcome.lines.splitlines()]
    return [(what, int(pence)) for what, _, pence in rows]
