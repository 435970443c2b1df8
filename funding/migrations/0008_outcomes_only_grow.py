from django.db import migrations

from core.wall import append_only, same_tenant, second_wall


class Migration(migrations.Migration):
    dependencies = [("funding", "0007_outcomes")]
    operations = [
        second_wall("funding_outcome", cluster="cluster_id"),
        same_tenant("funding_outcome", "application_id", "funding_application"),
        append_only(
            "funding_outcome",
            erasable=("lines", "reasons", "conditions", "next_step", "corrected_why"),
        ),
    ]
