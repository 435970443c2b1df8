from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0010_evaluation_guards"),
    ]

    operations = [
        migrations.AddField(
            model_name="outcome",
            name="met_on",
            field=models.DateField(null=True, verbose_name="day on which the panel met"),
        ),
    ]
