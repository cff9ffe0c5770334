from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workshops", "0001_squashed_0014_earlier_ticks"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="touchpoint",
            index=models.Index(
                condition=models.Q(("held_at__isnull", False)), fields=["held_at"], name="touchpoint_held"
            ),
        ),
    ]
