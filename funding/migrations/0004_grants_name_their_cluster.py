"""A grant opens the second wall, so it names the cluster that its record lies behind."""

import django.db.models.deletion
from django.db import migrations, models

from core.wall import same_tenant

TABLE = "funding_applicationgrant"


def cluster(**options: bool) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="clusters.cluster",
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0003_pupil_of_an_applicant_school"),
        ("clusters", "0001_initial"),
    ]
    operations = [
        migrations.AddField("applicationgrant", "cluster", cluster(null=True)),
        migrations.RunSQL(
            f"""
            UPDATE {TABLE} AS granted SET cluster_id = record.cluster_id
                FROM funding_application AS record WHERE record.id = granted.content_object_id;
            """,
            migrations.RunSQL.noop,
        ),
        migrations.AlterField("applicationgrant", "cluster", cluster()),
        same_tenant(TABLE, "content_object_id", "funding_application"),
    ]
