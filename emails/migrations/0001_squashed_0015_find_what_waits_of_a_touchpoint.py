"""All of the tables at once, for an empty database: changed one by one they took three times as long."""

import django.db.models.deletion
from django.db import migrations, models

import workshops.models.people


class Migration(migrations.Migration):
    replaces = [
        ("emails", "0001_initial"),
        ("emails", "0002_heartbeat"),
        ("emails", "0003_what_providers_tell"),
        ("emails", "0004_notices"),
        ("emails", "0005_leave_as_it_is"),
        ("emails", "0006_ids_of_providers_for_notices"),
        ("emails", "0007_asked_days"),
        ("emails", "0008_find_trouble_by_revision"),
        ("emails", "0009_kept_rehearsals"),
        ("emails", "0010_find_failed_reminders"),
        ("emails", "0011_one_index_less_to_write"),
        ("emails", "0012_tell_managers_as_notices"),
        ("emails", "0013_history_of_what_was_sent"),
        ("emails", "0014_history_with_each_move"),
        ("emails", "0015_find_what_waits_of_a_touchpoint"),
    ]

    initial = True

    dependencies = [
        ("workshops", "0014_earlier_ticks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Reader",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.CharField(max_length=254, unique=True)),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("as-due", "When something is due"),
                            ("weekly", "Once a week"),
                            ("paused", "Not at all"),
                        ],
                        default="as-due",
                        max_length=10,
                    ),
                ),
                ("rhythm_at", models.DateTimeField(blank=True, null=True, verbose_name="chosen at")),
                (
                    "link_key",
                    models.CharField(default=workshops.models.people.new_key, editable=False, max_length=16),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("claimed", "Being sent"),
                            ("sent", "Sent"),
                            ("delivered", "Delivered"),
                            ("bounced", "Bounced"),
                            ("complained", "Marked as spam"),
                            ("retry", "Will be tried again"),
                            ("uncertain", "Perhaps sent"),
                            ("dead", "Failed"),
                            ("expired", "Expired"),
                            ("cancelled", "Cancelled"),
                            ("suppressed", "Address blocked"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("not_before", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("doubts", models.PositiveSmallIntegerField(default=0)),
                ("lease", models.UUIDField(blank=True, null=True)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("email", models.CharField(blank=True, max_length=254, verbose_name="sent to")),
                ("message_id", models.CharField(blank=True, max_length=200, verbose_name="Message-ID")),
                ("provider_id", models.CharField(blank=True, max_length=200, verbose_name="provider's id")),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("is_recorded", models.BooleanField(db_default=True, default=True, editable=False)),
                ("error", models.CharField(blank=True, max_length=500)),
                ("left_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="workshops.person",
                    ),
                ),
                (
                    "touchpoint",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="workshops.touchpoint",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("queued", "retry"))),
                        fields=["not_before"],
                        name="delivery_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ("queued", "retry"))),
                        fields=["touchpoint", "revision"],
                        name="delivery_waiting_of",
                    ),
                    models.Index(
                        condition=models.Q(("state", "claimed")),
                        fields=["lease_until"],
                        name="delivery_claimed",
                    ),
                    models.Index(fields=["person", "-sent_at"], name="delivery_person"),
                    models.Index(fields=["message_id"], name="delivery_message_id"),
                    models.Index(
                        condition=models.Q(("provider_id", ""), _negated=True),
                        fields=["provider_id"],
                        name="delivery_provider_id",
                    ),
                    models.Index(
                        condition=models.Q(("state", "uncertain")),
                        fields=["not_before"],
                        name="delivery_uncertain",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("left_at", None),
                            ("state__in", ("dead", "bounced", "suppressed", "uncertain", "expired")),
                        ),
                        fields=["touchpoint", "revision"],
                        name="delivery_for_a_person",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("touchpoint", "revision", "person"), name="delivery_once_per_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DigestRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("next_at", models.DateTimeField()),
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="digest_round",
                        to="workshops.project",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["next_at"], name="digest_round_next")],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reasons", models.JSONField(default=list)),
                ("since", models.DateTimeField()),
                (
                    "touchpoint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hold",
                        to="workshops.touchpoint",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HoldNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                ("sent_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hold_notices",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("workshop", "on"), name="hold_notice_once_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptRehearsal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rsvp", models.CharField(max_length=12, verbose_name="who has not answered")),
                ("played_at", models.DateTimeField()),
                ("held", models.JSONField(default=list)),
                ("skipped", models.JSONField(default=list)),
                (
                    "workshop",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="kept_rehearsal",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "verbose_name": "rehearsal",
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("digest", "What is yours"),
                            ("constraints", "Constraints flagged"),
                            ("held", "What waits for a manager"),
                        ],
                        max_length=12,
                    ),
                ),
                ("email", models.CharField(max_length=254)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("key", models.CharField(max_length=64)),
                ("on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("claimed", "Being sent"),
                            ("sent", "Sent"),
                            ("delivered", "Delivered"),
                            ("bounced", "Bounced"),
                            ("complained", "Marked as spam"),
                            ("retry", "Will be tried again"),
                            ("uncertain", "Perhaps sent"),
                            ("dead", "Failed"),
                            ("expired", "Expired"),
                            ("cancelled", "Cancelled"),
                            ("suppressed", "Address blocked"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("not_before", models.DateTimeField()),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease", models.UUIDField(blank=True, null=True)),
                ("message_id", models.CharField(max_length=200, verbose_name="Message-ID")),
                ("provider_id", models.CharField(blank=True, max_length=200, verbose_name="provider's id")),
                ("created_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=500)),
                (
                    "projects",
                    models.ManyToManyField(blank=True, related_name="notices", to="workshops.project"),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("queued", "retry", "claimed"))),
                        fields=["not_before"],
                        name="notice_moving",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ("dead", "bounced"))),
                        fields=["kind", "on"],
                        name="notice_failed",
                    ),
                    models.Index(fields=["message_id"], name="notice_message_id"),
                    models.Index(
                        condition=models.Q(("provider_id", ""), _negated=True),
                        fields=["provider_id"],
                        name="notice_provider_id",
                    ),
                    models.Index(fields=["email", "kind", "-on"], name="notice_last_of_email"),
                ],
                "constraints": [models.UniqueConstraint(fields=("kind", "email", "key"), name="notice_once")],
            },
        ),
        migrations.CreateModel(
            name="ToldConstraint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "constraint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="told",
                        to="workshops.constraint",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="told_constraints",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["key"], name="told_constraint_key"),
                    models.Index(fields=["workshop", "-at"], name="told_constraint_last"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AskedDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.CharField(max_length=254)),
                ("on", models.DateField()),
                (
                    "touchpoint",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="asked_days",
                        to="workshops.touchpoint",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("email", "on"), name="asked_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="DeliveryEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("from_state", models.CharField(blank=True, max_length=10)),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("claimed", "Being sent"),
                            ("sent", "Sent"),
                            ("delivered", "Delivered"),
                            ("bounced", "Bounced"),
                            ("complained", "Marked as spam"),
                            ("retry", "Will be tried again"),
                            ("uncertain", "Perhaps sent"),
                            ("dead", "Failed"),
                            ("expired", "Expired"),
                            ("cancelled", "Cancelled"),
                            ("suppressed", "Address blocked"),
                        ],
                        max_length=10,
                    ),
                ),
                ("cause", models.CharField(blank=True, max_length=500)),
                ("by", models.CharField(blank=True, max_length=120)),
                ("key", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="emails.delivery",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("delivery", "key"),
                        name="delivery_event_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("touchpoint", models.TextField()),
                ("name", models.TextField()),
                ("email", models.CharField(max_length=254)),
                ("at", models.DateTimeField()),
                ("sender", models.TextField()),
                ("subject", models.TextField()),
                ("text", models.TextField()),
                ("html", models.TextField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workshops.person"
                    ),
                ),
                (
                    "rehearsal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="emails.keptrehearsal",
                    ),
                ),
            ],
            options={
                "verbose_name": "mail of a rehearsal",
                "verbose_name_plural": "mails of rehearsals",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("rehearsal", "number"), name="kept_mail_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("recipient", models.CharField(max_length=254)),
                ("subject", models.CharField(max_length=998)),
                ("raw", models.BinaryField()),
                (
                    "delivery",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outbox_messages",
                        to="emails.delivery",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outbox_messages",
                        to="emails.notice",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["-at", "-id"], name="outbox_newest"),
                    models.Index(fields=["recipient", "-at"], name="outbox_recipient"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.CharField(max_length=254)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("bounced", "Mail to it bounced"),
                            ("complained", "Its owner marked a mail as spam"),
                        ],
                        max_length=10,
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("released_by", models.CharField(blank=True, max_length=120)),
                (
                    "delivery",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="suppressions",
                        to="emails.delivery",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="suppressions",
                        to="workshops.project",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("released_at", None)),
                        fields=("project", "email"),
                        name="suppression_once",
                    )
                ],
            },
        ),
    ]
