"""Offices in a cluster and posts at its schools: given, covered and ended."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts import actions as accounts
from accounts.models import User
from clusters import emails
from clusters.models import Cluster, Office
from clusters.queries import people as queries
from core import audit
from core.dates import format_day
from core.errors import DomainError
from schools import actions as schools
from schools.models import LocalAuthority, Post, School

Owner = Cluster | LocalAuthority


@dataclass(frozen=True)
class Who:
    """A person we know, or the name and address of one to invite."""

    person: User | None = None
    name: str = ""
    email: str = ""

    def brought_in(self, by: User) -> User:
        """Whoever has the address already is that same person, under their own name."""
        return self.person or accounts.invite(name=self.name, email=self.email, by=by)


@transaction.atomic
def place_in_office(*, cluster: Cluster, who: Who, by: User, **office: Any) -> Office:
    return give_office(cluster=cluster, person=who.brought_in(by), by=by, **office)


@transaction.atomic
def place_as_cover(*, office: Office, who: Who, starts_on: date, ends_on: date, by: User) -> Office:
    person = who.brought_in(by)
    return name_cover(office=office, person=person, starts_on=starts_on, ends_on=ends_on, by=by)


@transaction.atomic
def place_at_school(
    *,
    school: School,
    who: Who,
    kind: str,
    starts_on: date,
    ends_on: date | None = None,
    by: User,
) -> Post:
    person = who.brought_in(by)
    if person.pk == by.pk:
        raise DomainError(queries.not_ones_own_post(school, by))
    post = schools.give_post(
        person=person, school=school, kind=kind, starts_on=starts_on, ends_on=ends_on, by=by
    )
    emails.tell_of_post(post)
    return post


@transaction.atomic
def end_post(*, post: Post, ends_on: date, by: User) -> Post:
    ended = schools.end_post(post=post, ends_on=ends_on, by=by)
    emails.tell_of_post_end(ended)
    return ended


@transaction.atomic
def give_office(
    *,
    cluster: Cluster,
    person: User,
    kind: str,
    starts_on: date,
    ends_on: date | None = None,
    base_school: School | None = None,
    employer_school: School | None = None,
    days_a_week: Decimal | None = None,
    phase: str = "",
    by: User | None,
) -> Office:
    _refuse_own(cluster, person, by)
    _refuse_backwards(starts_on, ends_on)
    _locked(cluster)
    _refuse_held_twice(cluster, person, kind, starts_on, ends_on)
    if kind == Office.Kind.CHAIR:
        _refuse_second_chair(cluster, starts_on, ends_on)
    office = Office.objects.create(
        cluster=cluster,
        person=person,
        kind=kind,
        base_school=base_school,
        employer_school=employer_school,
        days_a_week=days_a_week,
        phase=phase,
        starts_on=starts_on,
        ends_on=ends_on,
        given_by=by,
    )
    _record_given(office, "give_office", by)
    return office


@transaction.atomic
def appoint_officer(
    *,
    authority: LocalAuthority,
    who: Who,
    starts_on: date,
    ends_on: date | None = None,
    by: User,
) -> Office:
    """Somebody who works for the local authority. It opens no application and no panel paper."""
    kind = Office.Kind.AUTHORITY_OFFICER
    person = who.brought_in(by)
    _refuse_own(authority, person, by)
    _refuse_backwards(starts_on, ends_on)
    _locked(authority)
    _refuse_held_twice(authority, person, kind, starts_on, ends_on)
    office = Office.objects.create(
        authority=authority,
        person=person,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        given_by=by,
    )
    _record_given(office, "give_office", by)
    return office


@transaction.atomic
def name_cover(
    *, office: Office, person: User, starts_on: date, ends_on: date, by: User | None
) -> Office:
    """Somebody who holds the office beside its holder, from a day to a day within its dates."""
    if office.cluster is None:
        raise DomainError("An authority's officers have no cover. Appoint another officer.")
    cluster = _locked(office.cluster)
    office = Office.objects.select_related("person").get(pk=office.pk)
    _refuse_own(cluster, person, by)
    _refuse_backwards(starts_on, ends_on)
    if person.pk == office.person_id:
        raise DomainError(f"{person} holds this office. Choose somebody else to cover it.")
    if starts_on < office.starts_on or (office.ends_on and ends_on > office.ends_on):
        raise DomainError(
            f"Cover has to lie within the office's own dates, {_span(office)}.", field="starts_on"
        )
    covered = Office.objects.filter(covers=office).select_related("person")
    if clash := covered.between(starts_on, ends_on).first():
        raise DomainError(
            f"{clash.person} covers this office {_span(clash)} already. Choose other dates, or "
            "end that cover first.",
            field="starts_on",
        )
    _refuse_held_twice(cluster, person, office.kind, starts_on, ends_on)
    cover = Office.objects.create(
        cluster=cluster,
        person=person,
        kind=office.kind,
        phase=office.phase,
        covers=office,
        starts_on=starts_on,
        ends_on=ends_on,
        given_by=by,
    )
    _record_given(cover, "name_cover", by, covers=office.pk)
    return cover


@transaction.atomic
def end_office(*, office: Office, ends_on: date, by: User | None) -> Office:
    """The last day of the office; cover for it ends with it.

    A planned end may be brought forward, never put off: a new office starts the day after.
    """
    owner = _locked(office.cluster or office.authority)
    office = Office.objects.select_related("person").get(pk=office.pk)
    _refuse_own(owner, office.person, by)
    if office.ends_on and office.ends_on <= ends_on:
        raise DomainError(
            f"This office already ends on {format_day(office.ends_on)}. To go on after that day, "
            "give a new one that starts on the day after.",
            field="ends_on",
        )
    if ends_on < office.starts_on:
        raise DomainError(
            f"The office began on {format_day(office.starts_on)}. Enter that day or a later one.",
            field="ends_on",
        )
    before = office.ends_on
    office.ends_on = ends_on
    office.save(update_fields=["ends_on"])
    _end_cover(office, ends_on, by)
    audit.record(
        by=by,
        verb="end_office",
        subject=office,
        ends_on=ends_on.isoformat(),
        before=before and before.isoformat(),
    )
    emails.tell_of_office_end(office)
    return office


def _end_cover(office: Office, ends_on: date, by: User | None) -> None:
    """Cover ends with the office; cover that would only begin later does not begin."""
    for cover in Office.objects.select_for_update().filter(covers=office):
        if cover.starts_on > ends_on:
            audit.record(by=by, verb="withdraw_cover", subject=cover, person=cover.person_id)
            cover.delete()
        elif cover.ends_on is None or cover.ends_on > ends_on:
            cover.ends_on = ends_on
            cover.save(update_fields=["ends_on"])
            audit.record(by=by, verb="end_office", subject=cover, ends_on=ends_on.isoformat())


def _locked(owner: Any) -> Any:
    """Keeps two people from giving one office with dates that overlap."""
    return type(owner).objects.select_for_update(no_key=True).get(pk=owner.pk)


def _refuse_own(owner: Owner, person: User, by: User | None) -> None:
    if by is not None and by.pk == person.pk:
        raise DomainError(queries.not_ones_own_office(owner, by))


def _refuse_backwards(starts_on: date, ends_on: date | None) -> None:
    if ends_on and ends_on < starts_on:
        raise DomainError("The last day is before the first. Enter a later day.", field="ends_on")


def _refuse_held_twice(
    owner: Owner, person: User, kind: str, starts_on: date, ends_on: date | None
) -> None:
    owned = {"cluster" if isinstance(owner, Cluster) else "authority": owner}
    held = Office.objects.filter(person=person, kind=kind, **owned)
    if clash := held.between(starts_on, ends_on or date.max).order_by("starts_on").first():
        raise DomainError(
            f"{person} is {queries.office_title(clash, owner)} {_span(clash)} already. "
            "Choose other dates."
        )


def _refuse_second_chair(cluster: Cluster, starts_on: date, ends_on: date | None) -> None:
    chairs = Office.objects.filter(cluster=cluster, kind=Office.Kind.CHAIR, covers=None)
    clash = chairs.between(starts_on, ends_on or date.max).select_related("person").first()
    if clash:
        raise DomainError(
            f"{clash.person} chairs {cluster} {_span(clash)}, and a cluster has one chair at a "
            "time. End that office first, name cover for it, or give the office of deputy chair."
        )


def _span(office: Office) -> str:
    since = f"from {format_day(office.starts_on)}"
    return f"{since} to {format_day(office.ends_on)}" if office.ends_on else since


def _record_given(office: Office, verb: str, by: User | None, **detail: Any) -> None:
    audit.record(
        by=by,
        verb=verb,
        subject=office,
        **(
            {"cluster": office.cluster_id}
            if office.cluster_id
            else {"authority": office.authority_id}
        ),
        person=office.person_id,
        kind=office.kind,
        starts_on=office.starts_on.isoformat(),
        ends_on=office.ends_on and office.ends_on.isoformat(),
        **detail,
    )
    emails.tell_of_office(office)
