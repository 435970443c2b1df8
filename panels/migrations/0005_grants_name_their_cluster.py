"""A grant opens the second wall, so it names the cluster that its record lies behind."""

import django.db.models.deletion
from django.db import migrations, models

from core.wall import same_tenant

TABLE = "panels_agendaitemgrant"


def cluster(**options: bool) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="clusters.cluster",
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("panels", "0004_guards"),
        ("clusters", "0001_initial"),
    ]
    operations = [
        migrations.AddField("agendaitemgrant", "cluster", cluster(null=True)),
        migrations.RunSQL(
            f"""
            UPDATE {TABLE} AS granted SET cluster_id = record.cluster_id
                FROM panels_agendaitem AS record WHERE record.id = granted.content_object_id;
            """,
            migrations.RunSQL.noop,
        ),
        migrations.AlterField("agendaitemgrant", "cluster", cluster()),
        same_tenant(TABLE, "content_object_id", "panels_agendaitem"),
    ]
