"""Mails about posts and offices. Each says that something happened, and links."""

from django.urls import reverse

from clusters.models import Office
from core import mail
from schools.models import Post


def tell_of_office(office: Office) -> None:
    _send(office, "given", _kind(office))


def tell_of_office_end(office: Office) -> None:
    _send(office, "ended", _kind(office))


def _kind(office: Office) -> str:
    return "office" if office.cluster_id else "authority"


def tell_of_post(post: Post) -> None:
    _send(post, "given", "post")


def tell_of_post_end(post: Post) -> None:
    _send(post, "ended", "post")


def _send(held: Office | Post, what: str, kind: str) -> None:
    """The page of one's own posts and offices says which, to whoever has signed in."""
    mail.send(
        to=held.person,
        template=f"clusters/email/{what}",
        context={
            "kind": kind,
            "path": reverse("clusters:own"),
            "starts_on": held.starts_on,
            "ends_on": held.ends_on,
        },
        about=held,
        once=f"{kind} {held.pk} {what} {held.ends_on if what == 'ended' else ''}",
    )
