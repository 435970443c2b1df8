"""What part a person has in a panel: by office, by a seat at the meeting, by invitation."""

from typing import Any

from django.db.models import Q, QuerySet, Value

from accounts.grants import Grant
from clusters.access import RUNNING, offices_of
from clusters.models import Office
from core.access import Asker
from core.tenancy import Source
from panels.models import AgendaItemGrant, CheckGrant, Seat

Kind = Office.Kind
CHECKING = (Kind.CLUSTER_SENCO, Kind.CHAIR, Kind.DEPUTY_CHAIR)
SITTING = (*RUNNING, Kind.MEMBER, Kind.ADVISER, Kind.LINK_GOVERNOR)
LIFTING = (Kind.CHAIR, Kind.DEPUTY_CHAIR, Kind.CLERK)


def tenants_of(user: Any) -> Source:
    """An invitation to one item, or to check one application, opens the wall to its cluster."""
    grants = (AgendaItemGrant, CheckGrant)
    return [
        grant.objects.live().filter(user=user).values_list("cluster_id", flat=True)
        for grant in grants
    ], []


def running(asker: Asker, cluster: str = "cluster_id") -> Q:
    return Q(**{f"{cluster}__in": offices_of(asker, *RUNNING)})


def seated(asker: Asker, meeting: str, *roles: str) -> Q:
    """Has a seat at the meeting, in one of the roles if any are named, and still holds an office
    in the cluster."""
    if asker.known_pk is None:
        seats = Seat.objects.filter(role__in=roles) if roles else Seat.objects.all()
        own = asker.ids(seats, "meeting_id")
    else:
        own = _ways_in(asker, "sit", *roles)
    return Q(cluster_id__in=offices_of(asker, *SITTING)) & Q(**{f"{meeting}__in": own})


def deciding(asker: Asker) -> Q:
    return seated(asker, "meeting_id", *Seat.DECIDING)


def invited(asker: Asker) -> Q:
    return Q(pk__in=_granted(asker, AgendaItemGrant, "read"))


def named(asker: Asker) -> Q:
    return Q(pk__in=_granted(asker, CheckGrant, "check"))


def _granted(asker: Asker, model: type[Grant], verb: str) -> Any:
    """Ids of the records on which the person has a live grant for the verb."""
    if asker.known_pk is None:
        return asker.ids(model.objects.live().to(verb), "content_object_id", "user_id")
    return _ways_in(asker, verb)


def _ways_in(asker: Asker, way: str, *roles: str) -> list[int]:
    """What a known person's seats open ("sit"), or their grants ("read" an item, "check" a case):
    every page of a panel needs them all, so they are asked for together."""
    found = asker.once("ways in", lambda: list(_seats_and_grants(asker.known_pk)))
    return [pk for to, pk, role in found if to == way and (not roles or role in roles)]


def _seats_and_grants(person_id: Any) -> QuerySet:
    seats = Seat.objects.filter(person_id=person_id).order_by()
    rows = [seats.values_list(Value("sit"), "meeting_id", "role")]
    for model, verb in ((AgendaItemGrant, "read"), (CheckGrant, "check")):
        grants: Any = model.objects.live().to(verb).filter(user_id=person_id).order_by()
        rows.append(grants.values_list(Value(verb), "content_object_id", Value("")))
    return rows[0].union(*rows[1:], all=True)
