"""The one module around django-guardian: a grant on one record, with by, why and until.

An app that grants on a record makes a concrete model from `Grant` with a `content_object` foreign
key, and its `access.py` asks `Grant.objects.live()`. Expired means gone: the rows simply stop
matching, no job removes them. Guardian's own checker is never called: it says yes to superusers,
and a grant must never beat a recusal, which only a rule can weigh.
"""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from guardian.models import UserObjectPermissionBase


class GrantQuerySet(models.QuerySet):
    def live(self) -> Self:
        """Grants whose end has not come."""
        return self.filter(until__gt=timezone.now())

    def to(self, verb: str) -> Self:
        return self.filter(permission__codename__startswith=f"{verb}_")


class Grant(UserObjectPermissionBase):
    """One person may do one verb to one record until a moment.

    Each concrete grant has a `content_object`, and the `cluster` of that record beside it: a grant
    opens the second wall, so its cluster must be known before the record itself can be seen.
    """

    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField(default=timezone.now, editable=False)
    why = models.CharField(max_length=200)
    until = models.DateTimeField()

    objects = GrantQuerySet.as_manager()  # type: ignore[assignment,misc]  # in guardian's place

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True


def give(
    model: type[Grant],
    verb: str,
    record: models.Model,
    *,
    to: Any,
    by: Any,
    why: str,
    until: datetime,
) -> Grant:
    """Gives or prolongs the grant. Who may give it is the caller's rule to have asked."""
    grant, _ = model.objects.update_or_create(
        permission=_permission(verb, record),
        user=to,
        content_object=record,  # type: ignore[misc]  # each concrete grant has its own
        defaults={
            "cluster_id": record.cluster_id,  # type: ignore[attr-defined,misc]
            "granted_by": by,
            "why": why,
            "until": until,
            "granted_at": timezone.now(),
        },
    )
    return grant


def end(grant: Grant) -> None:
    """Ends a grant at this moment; the row stays as the record that it was given."""
    grant.until = timezone.now()
    grant.save(update_fields=["until"])


def _permission(verb: str, record: models.Model) -> Permission:
    name = type(record)._meta.model_name
    return Permission.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(record),
        codename=f"{verb}_{name}",
        defaults={"name": f"May {verb} one {name}"},
    )[0]
