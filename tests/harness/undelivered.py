"""Mail that did not arrive: of a case, of a payment, of another cluster, and of none."""

from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from core.models import OutgoingMail
from tests.harness.treasury import Treasury
from tests.world import World

WORDS = {"lost": "canarylostpayment", "lost_account": "canarylostaccount"}
LABELS = ("elm", "north", "south", "site")


def lose_mail(world: World, money: Treasury) -> None:
    """Olive's is of a payment, so both who look after North's mail are told; Elsa's is of a case,
    so only the free one is."""
    elm = world.north.items["elm"].application
    lose("elm", world.elsa, about=elm)
    lose("north", world.olive, about=money.awards["oak"], address=f"{WORDS['lost']}@old.example")
    lose("south", world.yan, about=world.south.items["yew"].application)
    lose(
        "site",
        world.nora,
        address=f"{WORDS['lost_account']}@old.example",
        body=OutgoingMail.LINK_HERE,
    )


def lose(
    label: str,
    person: User | None,
    *,
    about: Model | None = None,
    address: str = "",
    body: str = "Hello, see https://cluster.example/here",
) -> OutgoingMail:
    return OutgoingMail.objects.create(
        key=f"lost-{label}",
        person=person,
        address=address or f"{label}@old.example",
        subject="Something has happened",
        body=body,
        cluster_id=getattr(about, "cluster_id", None),
        about=about._meta.label_lower if about else "",
        about_id=about.pk if about else None,
        status=OutgoingMail.Status.REFUSED,
        failed_at=timezone.now(),
        server_answer="550 5.1.1 nobody of that name",
    )
