"""The demonstration on days that are hard: in the holidays, and at the turn of the year."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction

from core.models import AuditLine
from panels.models import AgendaItem
from pupils.models import Pupil

HARD = [
    datetime(2026, 8, 10, 12, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
    datetime(2027, 3, 28, 1, 30, tzinfo=UTC),  # the night the clocks go forward
]


def ids_when_loaded_at(moment: datetime) -> tuple[set[str], set[str]]:
    with time_machine.travel(moment, tick=False), transaction.atomic():
        call_command("load_demo", verbosity=0)
        assert AuditLine.objects.latest("at").at <= moment
        found = (
            set(AgendaItem.objects.values_list("public_id", flat=True)),
            set(Pupil.objects.values_list("public_id", flat=True)),
        )
        transaction.set_rollback(True)
    return found


@pytest.mark.usefixtures("everywhere")
def test_it_loads_on_any_day_with_the_same_ids(settings):
    settings.DEMO = True

    found = [ids_when_loaded_at(moment) for moment in HARD]

    assert len(found[0][0]) == 35
    assert found == [found[0]] * len(HARD)
