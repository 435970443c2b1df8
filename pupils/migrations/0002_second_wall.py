from django.db import migrations

from core.wall import second_wall


class Migration(migrations.Migration):
    dependencies = [("pupils", "0001_initial")]
    operations = [second_wall("pupils_pupil", school="school_id")]
