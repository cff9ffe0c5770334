import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("emails", "0017_claim_in_order"),
    ]

    operations = [
        migrations.CreateModel(
            name="EarlierCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message_id", models.CharField(blank=True, max_length=200, verbose_name="Message-ID")),
                ("provider_id", models.CharField(blank=True, max_length=200, verbose_name="provider's id")),
                ("email", models.CharField(max_length=254, verbose_name="sent to")),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("superseded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier_copies",
                        to="emails.delivery",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "earlier copies",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["message_id"], name="earlier_copy_message_id"),
                    models.Index(fields=["provider_id"], name="earlier_copy_provider_id"),
                ],
            },
        ),
    ]
