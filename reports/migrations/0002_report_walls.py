"""Reports lie behind the second wall, and what was made or released never changes."""

from django.db import migrations

from core.wall import append_only, same_tenant, second_wall

TABLES = ("reports_annualreport", "reports_reportversion", "reports_reportrelease")


class Migration(migrations.Migration):
    dependencies = [("core", "0002_what_only_grows"), ("reports", "0001_annual_report")]
    operations = [
        *[second_wall(table, cluster="cluster_id") for table in TABLES],
        same_tenant("reports_reportversion", "report_id", "reports_annualreport"),
        same_tenant("reports_reportrelease", "version_id", "reports_reportversion"),
        append_only("reports_reportversion", erasable=("title", "body", "file")),
        append_only("reports_reportrelease"),
    ]
