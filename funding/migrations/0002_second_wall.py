from django.db import migrations

from core.wall import append_only, same_tenant, second_wall

PARTS = (
    "funding_applicantschool",
    "funding_applicationpupil",
    "funding_costline",
    "funding_hopedoutcome",
    "funding_signature",
    "funding_authorship",
    "funding_statuschange",
)


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_initial"), ("core", "0002_what_only_grows")]
    operations = [
        second_wall("funding_application", cluster="cluster_id", school="school_id"),
        *[second_wall(table, cluster="cluster_id") for table in PARTS],
        *[same_tenant(table, "application_id", "funding_application") for table in PARTS],
        append_only("funding_authorship"),
        append_only("funding_signature"),
        append_only("funding_statuschange", erasable=("words",)),
    ]
