"""Puts the demonstration into an empty database, by the same actions as the pages use."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import User
from clusters import actions as clusters
from clusters.actions import PanelPlan
from clusters.models import Cluster, Office, PanelDate
from core import audit, ids
from core.dates import at_local
from core.tenancy import tenant
from reports.demo import (
    annual,
    cast,
    complaints,
    history,
    money,
    places,
    postman,
    season,
    story,
)
from reports.demo.clock import at
from schools import actions as schools
from schools.models import LocalAuthority, School, Trust, TrustMembership

SEED = 20260901
BEGINS_AT = time(14, 0)
# Before the last one, and from it on.
PANELS_BEFORE, PANELS = 11, 7


@dataclass
class Made:
    people: dict[str, User] = field(default_factory=dict)
    schools: dict[str, School] = field(default_factory=dict)
    clusters: dict[str, Cluster] = field(default_factory=dict)
    panels: dict[str, dict[str, PanelDate]] = field(default_factory=dict)
    before: dict[str, list[PanelDate]] = field(default_factory=dict)


def is_loaded() -> bool:
    return LocalAuthority.objects.filter(code=places.AUTHORITY[0]).exists()


@transaction.atomic
def load() -> None:
    today = timezone.localdate()
    made = Made()
    with _same_ids(SEED), at(_before_everything(today)):
        authority = _authority()
        _schools(made, authority)
        _accounts(made)
        _clusters(made, authority, today)
        _posts(made, today)
        _offices(made, authority, today)
    with tenant(
        clusters=[cluster.pk for cluster in made.clusters.values()],
        schools=[school.pk for school in made.schools.values()],
    ):
        with _same_ids(SEED + 1):
            funds = money.open_funds(
                made.people, made.clusters, made.before, after=_before_everything(today)
            )
        # How many funds there are depends on the day, and so does what of the past is paid and
        # evaluated; what follows each does not.
        with _same_ids(SEED + 2):
            history.tell(made.people, made.schools, made.before)
        with _same_ids(SEED + 3):
            money.tell(made.people, made.schools, funds)
            story.tell(made.people, made.schools, made.panels)
            complaints.tell(
                made.people,
                made.schools,
                made.clusters[cast.A],
                made.panels[cast.A]["past"],
            )
        with _same_ids(SEED + 4):
            annual.tell(made.people, made.clusters)
    postman.tell(made.people["cleo"])
    _invitations(made)


@contextmanager
def _same_ids(seed: int) -> Iterator[None]:
    """The same public ids each time, so that an address written down stays good."""
    before = ids.source
    ids.source = random.Random(seed)  # noqa: S311 - nothing here is secret
    try:
        yield
    finally:
        ids.source = before


def _before_everything(today: date) -> datetime:
    """A morning before the applications of the first panel were written."""
    first = min(_days(group, today)[0] for group in places.CLUSTERS)
    return at_local(first - timedelta(days=60), time(9, 30))


def _days(group: places.Group, today: date) -> list[date]:
    """The group's panels: two years of those before, the last one, and a year of those to come."""
    found = season.panel_days(
        season.years_round(today), today, weekday=group.weekday, week=group.week, later=group.later
    )
    days = [day for _, day in found]
    last = max(place for place, day in enumerate(days) if day < today)
    return days[last - PANELS_BEFORE : last + PANELS]


def _authority() -> LocalAuthority:
    code, name = places.AUTHORITY
    return LocalAuthority.objects.create(code=code, name=name)


def _schools(made: Made, authority: LocalAuthority) -> None:
    for place in places.SCHOOLS:
        made.schools[place.key] = School.objects.create(
            urn=place.urn,
            name=place.name,
            authority=authority,
            status=School.Status.OPEN,
            phase=place.phase,
            number_on_roll=place.on_roll,
            federation=place.federation,
        )
    schools.settle_families()
    uid, name = places.TRUST
    trust = Trust.objects.create(uid=uid, name=name)
    for place in places.SCHOOLS:
        if place.in_trust:
            TrustMembership.objects.create(
                trust=trust, school=made.schools[place.key], starts_on=date(2019, 9, 1)
            )


def _accounts(made: Made) -> None:
    for person in cast.PEOPLE:
        if person.invited:
            continue
        user = User.objects.create_user(name=person.name, email=person.email)
        made.people[person.key] = user
        for email in filter(None, (person.email, person.second_email)):
            EmailAddress.objects.create(
                user=user, email=email, verified=True, primary=email == person.email
            )
        if person.administrator:
            accounts.make_administrator(person=user, by=None)


def _clusters(made: Made, authority: LocalAuthority, today: date) -> None:
    by = made.people["robin"]
    for group in places.CLUSTERS:
        cluster = clusters.create_cluster(
            name=group.name,
            authority=authority,
            preset=group.preset,
            starts_on=date(2019, 9, 1),
            by=by,
        )
        made.clusters[group.name] = cluster
        values = {"uses_scores": True, "uses_votes": group.uses_votes}
        clusters.save_rules(cluster=cluster, values=values, by=by)
        for school in group.schools:
            clusters.add_school(
                cluster=cluster,
                school=made.schools[school],
                kind=group.kind_of(school),
                starts_on=date(2019, 9, 1),
                by=by,
            )
        _calendar(made, group, today)


def _calendar(made: Made, group: places.Group, today: date) -> None:
    by, cluster = made.people["robin"], made.clusters[group.name]
    for terms in season.years_round(today):
        first_year = terms[0].starts_on.year  # type: ignore[union-attr]
        clusters.save_school_year(cluster=cluster, first_year=first_year, terms=terms, by=by)
    panels = [
        clusters.set_panel_date(
            cluster=cluster,
            plan=PanelPlan(held_on=day, starts_at=BEGINS_AT, place=group.place),
            by=by,
        )
        for day in _days(group, today)
    ]
    to_come = [panel for panel in panels if panel.held_on > today]
    made.before[group.name] = panels[:PANELS_BEFORE]
    made.panels[group.name] = {
        "past": panels[PANELS_BEFORE],
        "next": to_come[0],
        "after": to_come[1],
    }


def _posts(made: Made, today: date) -> None:
    for person in cast.PEOPLE:
        for held in person.posts:
            schools.give_post(
                person=made.people[person.key],
                school=made.schools[held.where],
                kind=held.kind,
                starts_on=_since(held, today),
                ends_on=_until(held, today),
                by=_giver(made, person),
            )


def _offices(made: Made, authority: LocalAuthority, today: date) -> None:
    for person in cast.PEOPLE:
        for held in person.offices:
            if held.covers:
                continue
            if held.kind == Office.Kind.AUTHORITY_OFFICER:
                _office_of_authority(made, person, held, authority, today)
                continue
            clusters.give_office(
                cluster=made.clusters[held.where],
                person=made.people[person.key],
                kind=held.kind,
                starts_on=_since(held, today),
                ends_on=_until(held, today),
                base_school=made.schools.get(held.base),
                employer_school=made.schools.get(held.employer),
                days_a_week=Decimal(held.days) if held.days else None,
                by=_giver(made, person),
            )
    _cover(made, today)


def _office_of_authority(
    made: Made, person: cast.Person, held: cast.Held, authority: LocalAuthority, today: date
) -> None:
    office = Office.objects.create(
        authority=authority,
        person=made.people[person.key],
        kind=held.kind,
        starts_on=_since(held, today),
        given_by=_giver(made, person),
    )
    audit.record(by=_giver(made, person), verb="give_office", subject=office, kind=held.kind)


def _cover(made: Made, today: date) -> None:
    for person in cast.PEOPLE:
        for held in person.offices:
            if held.covers:
                clusters.name_cover(
                    office=Office.objects.get(
                        person=made.people[held.covers], cluster=made.clusters[held.where]
                    ),
                    person=made.people[person.key],
                    starts_on=timezone.localdate(),
                    ends_on=today + timedelta(days=150),
                    by=_giver(made, person),
                )


def _giver(made: Made, person: cast.Person) -> User:
    """An administrator, and for one administrator the other: nobody gives to themselves."""
    return made.people["sue" if person.key == "robin" else "robin"]


def _since(held: cast.Held, today: date) -> date:
    return date(today.year - held.years - 1, 9, 1)


def _until(held: cast.Held, today: date) -> date | None:
    return today - timedelta(days=held.ended) if held.ended else None


def _invitations(made: Made) -> None:
    for person in cast.PEOPLE:
        if person.invited:
            accounts.invite(name=person.name, email=person.email, by=made.people["robin"])
