"""What a cluster is: its name, its rules, its schools."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from clusters import presets
from clusters.actions.calendar import name_half_terms
from clusters.models import Cluster, Membership, Rules
from core import audit
from core.dates import format_day
from core.errors import DomainError
from schools.models import LocalAuthority, School

DECIDE_CONFLICTS = {
    "look_back_months",
    "same_trust_counts",
    "base_school_counts",
    "employer_counts",
    "strictness",
}


@transaction.atomic
def create_cluster(
    *,
    name: str,
    authority: LocalAuthority,
    preset: str,
    by: User | None,
    starts_on: date | None = None,
) -> Cluster:
    """A cluster with the rules of a preset, named by its key, and no schools yet."""
    chosen = presets.find(preset)
    name = " ".join(name.split())
    if not name:
        raise DomainError("Enter the cluster's name.", field="name")
    if Cluster.objects.filter(authority=authority, name__iexact=name).exists():
        raise DomainError(
            f"{authority} already has a cluster called {name}. Choose another name.", field="name"
        )
    cluster = Cluster.objects.create(
        name=name,
        authority=authority,
        cluster_senco_label=chosen.cluster_senco_label,
        starts_on=starts_on or timezone.localdate(),
    )
    Rules.objects.create(cluster=cluster, preset=chosen.key, **chosen.rules)
    audit.record(by=by, verb="create_cluster", subject=cluster, preset=chosen.key)
    return cluster


@transaction.atomic
def apply_preset(*, cluster: Cluster, preset: str, by: User | None) -> Rules:
    """Sets every rule and the cluster SENCO's label to the preset's."""
    chosen = presets.find(preset)
    rules = Rules.objects.select_for_update().get(cluster=cluster)
    changed: dict[str, Any] = {
        field: [str(getattr(rules, field)), str(value)]
        for field, value in chosen.rules.items()
        if getattr(rules, field) != value
    }
    _require_other_hands(rules, changed, by)
    for field, value in chosen.rules.items():
        setattr(rules, field, value)
    rules.preset = chosen.key
    rules.save()
    cluster.cluster_senco_label = chosen.cluster_senco_label
    cluster.save(update_fields=["cluster_senco_label"])
    if "half_term_names" in changed:
        name_half_terms(cluster)
    audit.record(by=by, verb="apply_preset", subject=cluster, preset=chosen.key, changed=changed)
    return rules


def _require_other_hands(rules: Rules, changed: Mapping[str, Any], by: User | None) -> None:
    """Nobody clears their own conflict by changing the rule that makes it."""
    if by is None or not DECIDE_CONFLICTS & changed.keys():
        return
    if not by.has_perm("clusters.change_conflicts_rules", rules):
        raise DomainError(
            "The rules about conflicts decide your own, since you have or had a post, base or "
            "employer at a school of the cluster. Ask somebody without one, or an administrator, "
            "to change them."
        )


@transaction.atomic
def rename_cluster(*, cluster: Cluster, name: str, by: User | None) -> Cluster:
    name = " ".join(name.split())
    others = Cluster.objects.filter(authority=cluster.authority_id).exclude(pk=cluster.pk)
    if others.filter(name__iexact=name).exists():
        raise DomainError(
            f"{cluster.authority} already has a cluster called {name}. Choose another name.",
            field="name",
        )
    cluster.name = name
    cluster.save(update_fields=["name"])
    audit.record(by=by, verb="rename_cluster", subject=cluster)
    return cluster


@transaction.atomic
def save_rules(*, cluster: Cluster, values: Mapping[str, Any], by: User | None) -> Rules:
    """Sets the rules named, and `cluster_senco_label` where it is among them.

    Panels already in the calendar keep their closing times: schools were told of them.
    """
    rules = Rules.objects.select_for_update().get(cluster=cluster)
    changed: dict[str, Any] = {}
    for field, value in values.items():
        row = cluster if field == "cluster_senco_label" else rules
        if getattr(row, field) != value:
            # The audit holds no text that somebody wrote.
            changed[field] = [] if row is cluster else [str(getattr(row, field)), str(value)]
            setattr(row, field, value)
    _require_other_hands(rules, changed, by)
    if changed:
        rules.save()
        cluster.save(update_fields=["cluster_senco_label"])
        if "half_term_names" in changed:
            name_half_terms(cluster)
        audit.record(by=by, verb="save_rules", subject=cluster, changed=changed)
    return rules


@transaction.atomic
def add_school(
    *, cluster: Cluster, school: School, kind: str, starts_on: date, by: User | None
) -> Membership:
    # The lock keeps two people from adding one school with dates that overlap.
    Cluster.objects.select_for_update(no_key=True).get(pk=cluster.pk)
    if cluster.ends_on and cluster.ends_on < starts_on:
        raise DomainError(
            f"{cluster} ended on {format_day(cluster.ends_on)}. Choose an earlier date.",
            field="starts_on",
        )
    if school.closed_on and school.closed_on < starts_on:
        raise DomainError(
            f"{school} closed on {format_day(school.closed_on)}. "
            "Add the school that took its place, or choose an earlier date.",
            field="school",
        )
    later = Membership.objects.filter(cluster=cluster, school=school).order_by("starts_on")
    clash = later.between(starts_on, date.max).first()
    if clash:
        raise DomainError(_already_in(clash), field="school")
    membership = Membership.objects.create(
        cluster=cluster, school=school, kind=kind, starts_on=starts_on
    )
    audit.record(
        by=by,
        verb="add_school",
        subject=membership,
        cluster=cluster.pk,
        school=school.pk,
        kind=kind,
        starts_on=starts_on.isoformat(),
    )
    return membership


def _already_in(membership: Membership) -> str:
    since = format_day(membership.starts_on)
    if membership.ends_on:
        until = format_day(membership.ends_on)
        return (
            f"{membership.school} is in {membership.cluster} from {since} to {until}. "
            "Choose a date after that."
        )
    return f"{membership.school} is already in {membership.cluster}, since {since}."


@transaction.atomic
def end_membership(*, membership: Membership, ends_on: date, by: User | None) -> Membership:
    """The last day on which the school belongs. A planned end may be brought forward."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.ends_on and membership.ends_on <= ends_on:
        raise DomainError(
            f"{membership.school} already leaves {membership.cluster} on "
            f"{format_day(membership.ends_on)}. To keep it longer, add it again from the day after."
        )
    if ends_on < membership.starts_on:
        raise DomainError(
            f"{membership.school} joined on {format_day(membership.starts_on)}. "
            "Enter that day or a later one.",
            field="ends_on",
        )
    before = membership.ends_on
    membership.ends_on = ends_on
    membership.save(update_fields=["ends_on"])
    audit.record(
        by=by,
        verb="end_membership",
        subject=membership,
        ends_on=ends_on.isoformat(),
        before=before and before.isoformat(),
    )
    return membership
