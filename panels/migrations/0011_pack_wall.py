"""Packs lie behind the second wall, and are of their meeting's cluster."""

from django.db import migrations

from core.wall import same_tenant, second_wall


class Migration(migrations.Migration):
    dependencies = [("panels", "0010_pack")]
    operations = [
        second_wall("panels_pack", cluster="cluster_id"),
        same_tenant("panels_pack", "meeting_id", "panels_meeting"),
    ]
