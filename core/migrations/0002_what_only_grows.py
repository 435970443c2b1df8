from django.db import migrations

from core.wall import REFUSE_CHANGE, append_only


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [
        REFUSE_CHANGE,
        append_only("core_auditline"),
        append_only("core_look"),
    ]
