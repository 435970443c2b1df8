"""Who may see and do what to meetings, their seats, packs and minutes."""

from django.db.models import Exists, F, OuterRef, Q

from clusters.access import offices_of
from core.access import Access, Asker
from panels.access import roles, states
from panels.access.roles import Kind
from panels.access.states import ON_AGENDA, UNPUBLISHED, WITHDRAWN
from panels.models import AgendaItem, Minutes


class MeetingAccess(Access):
    def read(self, asker: Asker) -> Q:
        """The agenda's lines: whoever runs the cluster's meetings or has a seat at this one."""
        return roles.running(asker) | roles.seated(asker, "pk")

    def arrange(self, asker: Asker) -> Q:
        """Seat people, build the agenda, start the meeting and say who is there."""
        return roles.running(asker)

    def prepare(self, asker: Asker) -> Q:
        """Change the order and take items off: until the meeting starts."""
        return roles.running(asker) & Q(started_at__isnull=True)

    def publish(self, asker: Asker) -> Q:
        """Any officer: what a silent observer publishes shows to them only as "ready"."""
        return roles.running(asker) & Q(started_at__isnull=False)

    def read_minutes(self, asker: Asker) -> Q:
        """Whoever reads the agenda, once the meeting has started; of each item what its rule
        lets them."""
        return self.read(asker) & Q(started_at__isnull=False)

    def take_pack(self, asker: Asker) -> Q:
        """Have its papers as a file: whoever reads the agenda; of each item what its rule lets
        them."""
        return self.read(asker)

    def owe_answers(self, asker: Asker) -> Q:
        """Has a seat, and has not said of each line whether they have an interest."""
        items = asker.inside(AgendaItem.objects.all()).filter(
            ON_AGENDA & UNPUBLISHED & ~WITHDRAWN, meeting_id=OuterRef("pk")
        )
        open_to = ~states.answered(asker, "check_row_id") & ~states.conflicted(
            asker, "check_row_id"
        )
        return (
            Q(started_at__isnull=True)
            & roles.seated(asker, "pk")
            & Q(Exists(items.filter(open_to)))
        )

    def approve_minutes(self, asker: Asker) -> Q:
        """Say that the panel approved them, which locks them: the chair or the deputy, once every
        item is published or withdrawn."""
        chairing = Q(cluster_id__in=offices_of(asker, Kind.CHAIR, Kind.DEPUTY_CHAIR))
        open_items = AgendaItem.objects.filter(
            ON_AGENDA & UNPUBLISHED & ~WITHDRAWN, meeting_id=OuterRef("pk")
        )
        approved = Minutes.objects.filter(meeting_id=OuterRef("pk"))
        told = ~Q(Exists(open_items)) & ~Q(Exists(approved))
        return chairing & self.read_minutes(asker) & told


class SeatAccess(Access):
    def read(self, asker: Asker) -> Q:
        return roles.running(asker) | roles.seated(asker, "meeting_id")

    def take_away(self, asker: Asker) -> Q:
        return roles.running(asker) & ~Q(person_id=F("asker"))


class PackAccess(Access):
    def read(self, asker: Asker) -> Q:
        """That it was made: whoever reads the agenda. Which of them is theirs, its variant says."""
        return roles.running(asker) | roles.seated(asker, "meeting_id")


class MinutesAccess(Access):
    def read(self, asker: Asker) -> Q:
        """Who sat: whoever reads the meeting's agenda."""
        return roles.running(asker) | roles.seated(asker, "meeting_id")
