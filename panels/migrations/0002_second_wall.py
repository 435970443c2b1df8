from django.db import migrations

from core.wall import same_tenant, second_wall

TABLES = (
    "panels_check",
    "panels_meeting",
    "panels_seat",
    "panels_agendaitem",
    "panels_declaration",
    "panels_recusal",
    "panels_score",
    "panels_vote",
    "panels_note",
)
PARENTS = (
    ("panels_check", "application_id", "funding_application"),
    ("panels_seat", "meeting_id", "panels_meeting"),
    ("panels_agendaitem", "meeting_id", "panels_meeting"),
    ("panels_agendaitem", "check_id", "panels_check"),
    ("panels_agendaitem", "application_id", "funding_application"),
    ("panels_declaration", "check_id", "panels_check"),
    ("panels_recusal", "application_id", "funding_application"),
    ("panels_recusal", "declaration_id", "panels_declaration"),
    *[
        (part, column, parent)
        for part in ("panels_score", "panels_vote", "panels_note")
        for column, parent in (
            ("item_id", "panels_agendaitem"),
            ("seat_id", "panels_seat"),
        )
    ],
)


class Migration(migrations.Migration):
    dependencies = [("panels", "0001_initial"), ("core", "0002_what_only_grows")]
    operations = [
        *[second_wall(table, cluster="cluster_id") for table in TABLES],
        *[same_tenant(child, column, parent) for child, column, parent in PARENTS],
    ]
