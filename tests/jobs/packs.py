"""Meetings with papers to be made, and a count of how often each pack was kept.

The database counts by itself: a row that is written again looks like one that was written once.
"""

from collections import Counter

from django.db import connection, transaction

from panels import actions
from panels.models import Meeting
from tests import databases
from tests import factories as make
from tests.jobs.tasks import CHANNEL
from tests.wall import wall_open
from tests.world import World

COUNTING = f"""
CREATE TABLE proof_kept (meeting_id bigint NOT NULL);
CREATE FUNCTION proof_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO public.proof_kept VALUES (NEW.meeting_id);
    PERFORM pg_notify('{CHANNEL}', '');
    RETURN NEW;
END $$;
CREATE TRIGGER proof AFTER INSERT OR UPDATE ON panels_pack
    FOR EACH ROW EXECUTE FUNCTION proof_keep();
"""


def arrange(world: World, number: int) -> list[int]:
    """So many meetings of North, each with one application that Dana may read."""
    with databases.as_owner(), connection.cursor() as cursor:
        cursor.execute(COUNTING)
    with transaction.atomic(), wall_open():
        return [_meeting(world, days).pk for days in range(30, 30 + number)]


def _meeting(world: World, days: int) -> Meeting:
    date = make.panel_date(world.north.cluster, days=days)
    meeting = make.meeting(date, by=world.cleo)
    check = make.submitted(world.elsa, world.schools["Elm"], date)
    make.ready(check, by=world.dana)
    make.item(check, meeting, by=world.cleo)
    return meeting


def ask(world: World, meetings: list[int]) -> None:
    with transaction.atomic(), wall_open():
        for meeting in Meeting.objects.filter(pk__in=meetings).select_related(
            "panel_date__cluster", "cluster__rules"
        ):
            actions.ask_for_pack(meeting=meeting, by=world.dana)


def kept() -> Counter[int]:
    """How often the pack of each meeting was kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT meeting_id FROM proof_kept")
        return Counter(meeting for (meeting,) in cursor.fetchall())


def keep_once_more(meeting: int) -> None:
    """What the count must see."""
    with transaction.atomic(), wall_open(), connection.cursor() as cursor:
        cursor.execute("UPDATE panels_pack SET made_at = now() WHERE meeting_id = %s", [meeting])
