"""All of the tables at once, for an empty database: changed one by one they took three times as long."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import actions.models.reading
import workshops.validators


class Migration(migrations.Migration):
    replaces = [
        ("actions", "0001_initial"),
        ("actions", "0002_read_at_scale"),
        ("actions", "0003_follow_through"),
        ("actions", "0004_sorted_from_indexes"),
    ]

    initial = True

    dependencies = [
        ("workshops", "0012_invitations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ActionItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        max_length=40, validators=[workshops.validators.one_line], verbose_name="id"
                    ),
                ),
                ("action", models.CharField(max_length=500, validators=[workshops.validators.one_line])),
                (
                    "owner_text",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[workshops.validators.one_line],
                        verbose_name="owner as written",
                    ),
                ),
                ("owner_key", models.CharField(blank=True, editable=False, max_length=200)),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("in-progress", "In progress"),
                            ("blocked", "Blocked"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                (
                    "blocked_reason",
                    models.CharField(
                        blank=True,
                        max_length=500,
                        validators=[workshops.validators.one_line],
                        verbose_name="what blocks it",
                    ),
                ),
                (
                    "source",
                    models.CharField(blank=True, max_length=300, validators=[workshops.validators.one_line]),
                ),
                ("notes", models.TextField(blank=True, validators=[workshops.validators.plain_text])),
                (
                    "extra",
                    models.JSONField(blank=True, default=list, editable=False, verbose_name="other columns"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "depends_on",
                    models.ManyToManyField(blank=True, related_name="needed_by", to="actions.actionitem"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="action_items",
                        to="workshops.person",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="action_items",
                        to="workshops.project",
                    ),
                ),
                (
                    "risks",
                    models.ManyToManyField(blank=True, related_name="action_items", to="workshops.risk"),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="action_items",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "indexes": [
                    models.Index(fields=["project", "state", "due_on", "id"], name="action_by_state"),
                    models.Index(fields=["project", "due_on", "id"], name="action_by_due"),
                    models.Index(
                        models.F("project"),
                        django.db.models.functions.text.Length("key"),
                        models.F("key"),
                        models.F("id"),
                        name="action_by_key",
                    ),
                    models.Index(
                        models.F("project"),
                        django.db.models.functions.text.Lower("action"),
                        models.F("id"),
                        name="action_by_words",
                    ),
                    models.Index(
                        condition=models.Q(("owner", None), models.Q(("owner_text", ""), _negated=True)),
                        fields=["project", "owner_text"],
                        name="action_by_written_owner",
                    ),
                    models.Index(
                        condition=models.Q(("owner", None), models.Q(("owner_key", ""), _negated=True)),
                        fields=["project", "owner_key", "due_on"],
                        name="action_by_role",
                    ),
                    models.Index(
                        fields=["project", "workshop", "due_on", "id", "state"], name="action_by_workshop"
                    ),
                    models.Index(
                        fields=["project", "owner", "due_on", "id", "state", "owner_text"],
                        name="action_by_owner",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ("done", "cancelled")), _negated=True),
                        fields=["owner", "due_on"],
                        name="action_open_by_owner",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "key"), name="action_key_once_per_project")
                ],
            },
        ),
        migrations.CreateModel(
            name="DueFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=actions.models.reading.new_feed_key, editable=False, max_length=16
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="due_feeds",
                        to="workshops.person",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, validators=[workshops.validators.one_line])),
                (
                    "query",
                    models.CharField(blank=True, max_length=1000, validators=[workshops.validators.one_line]),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_filters",
                        to="workshops.project",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "user", "name"), name="saved_filter_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ActionEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("changes", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workshops.person",
                    ),
                ),
                (
                    "action_item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="history",
                        to="actions.actionitem",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["action_item", "-at"], name="action_event_newest")],
            },
        ),
        migrations.CreateModel(
            name="ActionComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("text", models.TextField(validators=[workshops.validators.plain_text])),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workshops.person",
                    ),
                ),
                (
                    "action_item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="actions.actionitem",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "indexes": [models.Index(fields=["action_item", "at"], name="action_comment_in_turn")],
            },
        ),
    ]
