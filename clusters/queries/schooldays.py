"""School days of a cluster: the weekdays of its terms, without half-term and bank holidays."""

from bisect import bisect_left
from datetime import date, timedelta

from clusters.models import Cluster, SchoolTerm
from core.dates import is_working_day

ONE_DAY = timedelta(days=1)


class SchoolDays:
    """A cluster's school days. After the last term that it has set, every working day counts, so
    that a day can be named at all; `knows` says whether a day is from its own dates."""

    def __init__(self, cluster: Cluster) -> None:
        self.terms = list(SchoolTerm.objects.filter(cluster=cluster).order_by("starts_on"))
        self._ends = [term.ends_on for term in self.terms]

    def knows(self, day: date) -> bool:
        return bool(self._ends) and day <= self._ends[-1]

    def is_one(self, day: date) -> bool:
        if not is_working_day(day) or not self.knows(day):
            return is_working_day(day)
        term = self.terms[bisect_left(self._ends, day)]
        in_half_term = term.half_term_starts_on <= day <= term.half_term_ends_on
        return term.starts_on <= day and not in_half_term

    def after(self, day: date, count: int) -> date:
        """The day on which `count` school days have passed; the day itself is not counted."""
        while count:
            day += ONE_DAY
            count -= self.is_one(day)
        return day

    def between(self, first: date, last: date) -> int:
        """School days after `first` up to and with `last`; below zero when they are swapped."""
        if first > last:
            return -self.between(last, first)
        return sum(self.is_one(first + n * ONE_DAY) for n in range(1, (last - first).days + 1))
