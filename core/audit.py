"""What was done, and who looked. Each action and each page writes its own line."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from core.models import AuditLine, Look


def record(*, by: Any, verb: str, subject: models.Model, **detail: Any) -> AuditLine:
    """One line for one act. `detail` holds ids, dates and choices, never free text."""
    return AuditLine.objects.create(
        by=by, verb=verb, model=subject._meta.label_lower, record_id=subject.pk, detail=detail
    )


def look(*, by: Any, door: str, records: Iterable[models.Model]) -> None:
    """One line for one page: these records were shown to this person. Nothing for no records."""
    records = list(records)
    if records:
        Look.objects.create(
            by=by,
            door=door,
            model=records[0]._meta.label_lower,
            record_ids=[record.pk for record in records],
        )
