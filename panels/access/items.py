"""Who may see and do what to the items of an agenda, and to what hangs on them."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from core.access import Access, Asker
from panels.access import roles, states
from panels.access.states import ON_AGENDA, UNPUBLISHED, WITHDRAWN
from panels.models import AgendaItem, Decision, Seat

STARTED = Q(meeting__started_at__isnull=False)


class AgendaItemAccess(Access):
    def see_line(self, asker: Asker) -> Q:
        return ON_AGENDA & (
            roles.running(asker) | roles.seated(asker, "meeting_id") | roles.invited(asker)
        )

    def see_school(self, asker: Asker) -> Q:
        """The line's school, title and amount: hidden from the conflicted where the cluster's
        rule is that they get no papers at all."""
        return self.see_line(asker) & ~states.hidden(asker, "check_row_id")

    def answer(self, asker: Asker) -> Q:
        """Say "no interest" or declare one, until the outcome is published."""
        return self.see_line(asker) & UNPUBLISHED & ~states.conflicted(asker, "check_row_id")

    def observe(self, asker: Asker) -> Q:
        """Is a silent observer."""
        return self.see_line(asker) & states.conflicted(asker, "check_row_id")

    def hand_over(self, asker: Asker) -> Q:
        """Say aloud that somebody else chairs it: the chair, as a silent observer."""
        chairing = roles.seated(asker, "meeting_id", Seat.Role.CHAIR)
        return ON_AGENDA & chairing & UNPUBLISHED & states.conflicted(asker, "check_row_id")

    def read_agenda(self, asker: Asker) -> Q:
        """The page of its meeting; somebody invited to the item alone does not."""
        return roles.running(asker) | roles.seated(asker, "meeting_id")

    def turn_to(self, asker: Asker) -> Q:
        """Turn the room to it: whoever runs the meeting, in whatever state."""
        return ON_AGENDA & roles.running(asker)

    def read(self, asker: Asker) -> Q:
        """The papers: the application and what is asked."""
        return self.see_line(asker) & states.free(asker, "check_row_id")

    def expect_papers(self, asker: Asker) -> Q:
        """Reads them once they have said "no interest": what packs made ahead go by."""
        return self.see_line(asker) & ~states.conflicted(asker, "check_row_id")

    def expect_panel(self, asker: Asker) -> Q:
        """Reads the panel's side too, once they have."""
        sides = roles.running(asker) | roles.deciding(asker)
        return ON_AGENDA & sides & ~states.conflicted(asker, "check_row_id")

    def lead(self, asker: Asker) -> Q:
        """Say who chairs it, invite an adviser, and write down what was said aloud: whoever runs
        the meetings and is free."""
        return ON_AGENDA & roles.running(asker) & states.free(asker, "check_row_id") & UNPUBLISHED

    def record(self, asker: Asker) -> Q:
        """Write the decision down while the meeting is on: the free who run it, and whoever
        chairs the item in the chair's place."""
        acting = Q(acting_chair_id=F("asker")) & roles.deciding(asker)
        recording = (roles.running(asker) | acting) & states.free(asker, "check_row_id")
        return ON_AGENDA & recording & UNPUBLISHED & STARTED & ~WITHDRAWN

    def read_letter(self, asker: Asker) -> Q:
        """Mark the letter as read, so that it can go out."""
        decided = Decision.objects.filter(item_id=OuterRef("pk"))
        return self.lead(asker) & Q(Exists(decided)) & ~WITHDRAWN

    def correct(self, asker: Asker) -> Q:
        """Put the words of a published outcome right."""
        return ON_AGENDA & roles.running(asker) & states.free(asker, "check_row_id") & ~UNPUBLISHED

    def be_able(self, asker: Asker) -> Q:
        """Could decide once they answer: what forecasts of "enough people" count."""
        return roles.deciding(asker) & ~states.conflicted(asker, "check_row_id")

    def take_part(self, asker: Asker) -> Q:
        """Decides: what "enough people" counts at the meeting."""
        return roles.deciding(asker) & states.free(asker, "check_row_id")

    def discuss(self, asker: Asker) -> Q:
        """The panel's side: checker's note, scores, votes, notes, tally and the decision before
        it is published. Not for advisers."""
        return (
            ON_AGENDA
            & (roles.running(asker) | roles.deciding(asker))
            & states.free(asker, "check_row_id")
        )

    def note(self, asker: Asker) -> Q:
        return ON_AGENDA & self.take_part(asker) & UNPUBLISHED & ~WITHDRAWN

    def score(self, asker: Asker) -> Q:
        return self.note(asker) & Q(cluster__rules__uses_scores=True)

    def vote(self, asker: Asker) -> Q:
        return self.note(asker) & Q(cluster__rules__uses_votes=True)


def _discussed(asker: Asker) -> Any:
    """The items whose panel's side the person reads: what hangs on an item inherits its rule."""

    def items() -> Any:
        rows = asker.inside(AgendaItem.objects.all())
        return rows.filter(AgendaItemAccess().discuss(asker)).values("pk")

    return asker.once("items discussed", items)


class PartAccess(Access):
    """Scores, votes and notes: the item's rule, by subquery."""

    def read(self, asker: Asker) -> Q:
        return Q(item_id__in=_discussed(asker))


class DecisionAccess(Access):
    def read(self, asker: Asker) -> Q:
        """The panel's own record, before and after its outcome is published."""
        return Q(item_id__in=_discussed(asker))


class DecisionLineAccess(Access):
    def read(self, asker: Asker) -> Q:
        return Q(decision__item_id__in=_discussed(asker))


class MinutesItemAccess(Access):
    def see_line(self, asker: Asker) -> Q:
        """That it was there, and who was silent."""
        items = asker.inside(AgendaItem.objects.all())
        return Q(item_id__in=items.filter(AgendaItemAccess().see_line(asker)).values("pk"))

    def read(self, asker: Asker) -> Q:
        """The panel's side, by the item's rule."""
        return Q(item_id__in=_discussed(asker))
