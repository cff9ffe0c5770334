from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("emails", "0016_which_slot_was_told"),
        ("workshops", "0001_squashed_0014_earlier_ticks"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="delivery",
            name="delivery_waiting",
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state__in", ("queued", "retry"))),
                fields=["not_before", "id"],
                name="delivery_waiting",
            ),
        ),
    ]
