import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clusters", "0004_evaluation_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="rules",
            name="small_number",
            field=models.PositiveSmallIntegerField(
                default=5,
                validators=[
                    django.core.validators.MinValueValidator(5),
                    django.core.validators.MaxValueValidator(20),
                ],
            ),
        ),
        migrations.AddConstraint(
            model_name="rules",
            constraint=models.CheckConstraint(
                condition=models.Q(("small_number__gte", 5)),
                name="figures_of_fewer_than_five_are_hidden",
            ),
        ),
    ]
