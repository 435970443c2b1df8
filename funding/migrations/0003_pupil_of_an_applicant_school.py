"""A pupil on an application is of one of the schools that it is for."""

import django.db.models.deletion
from django.db import migrations, models

from core.wall import same_tenant

TABLE = "funding_applicationpupil"
HELD = f"{TABLE}_of_an_applicant_school"


def school(**options: bool) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="schools.school",
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0002_second_wall"),
        ("pupils", "0002_second_wall"),
        ("schools", "0001_initial"),
    ]
    operations = [
        migrations.AddField("applicationpupil", "school", school(null=True)),
        migrations.RunSQL(
            f"""
            UPDATE {TABLE} AS described SET school_id = pupil.school_id
                FROM pupils_pupil AS pupil WHERE pupil.id = described.pupil_id;
            """,
            migrations.RunSQL.noop,
        ),
        migrations.AlterField("applicationpupil", "school", school()),
        same_tenant(TABLE, "pupil_id", "pupils_pupil", tenant="school_id"),
        migrations.RunSQL(
            f"ALTER TABLE {TABLE} ADD CONSTRAINT {HELD}"
            " FOREIGN KEY (cluster_id, application_id, school_id)"
            " REFERENCES funding_applicantschool (cluster_id, application_id, school_id)"
            " DEFERRABLE INITIALLY DEFERRED;",
            f"ALTER TABLE {TABLE} DROP CONSTRAINT {HELD};",
        ),
    ]
