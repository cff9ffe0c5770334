"""All of the tables at once, for an empty database: changed one by one they took three times as long."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import workshops.models.people
import workshops.models.user
import workshops.models.workshop
import workshops.validators


class Migration(migrations.Migration):
    replaces = [
        ("workshops", "0001_initial"),
        ("workshops", "0002_prework_ticks_and_constraints"),
        ("workshops", "0003_registers"),
        ("workshops", "0004_plan_check_ticks"),
        ("workshops", "0005_nudges"),
        ("workshops", "0006_own_links_and_who_settled"),
        ("workshops", "0007_presenters_and_opened_by_hand"),
        ("workshops", "0008_meeting_and_recap_versions"),
        ("workshops", "0009_rows_with_versions_and_origins"),
        ("workshops", "0010_hold_touchpoints_by_hand"),
        ("workshops", "0011_versions_of_ready_recaps"),
        ("workshops", "0012_invitations"),
        ("workshops", "0013_find_people_by_address"),
        ("workshops", "0014_earlier_ticks"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(max_length=120, unique=True, validators=[workshops.validators.one_line]),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default="UTC", max_length=64, validators=[workshops.validators.time_zone]
                    ),
                ),
                (
                    "working_days",
                    models.CharField(
                        default="1,2,3,4,5", help_text="ISO weekdays, 1 is Monday: 1,2,3,4,5", max_length=13
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        help_text="ISO code; its public holidays are no working days",
                        max_length=2,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined"),
                ),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="email address")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "abstract": False,
            },
            managers=[
                ("objects", workshops.models.user.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="StakeholderGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, validators=[workshops.validators.one_line])),
                ("key", models.CharField(editable=False, max_length=200)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="groups",
                        to="workshops.project",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "key"), name="group_once_per_project")
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("manager", "Manager"), ("member", "Member")],
                        default="member",
                        max_length=10,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="workshops.project",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "role"], name="membership_user_role")],
                "constraints": [models.UniqueConstraint(fields=("project", "user"), name="membership_once")],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.CharField(max_length=254, validators=[workshops.validators.plain_address])),
                (
                    "role",
                    models.CharField(
                        choices=[("manager", "Manager"), ("member", "Member")],
                        default="member",
                        max_length=10,
                    ),
                ),
                (
                    "link_key",
                    models.CharField(default=workshops.models.people.new_key, editable=False, max_length=16),
                ),
                ("asked_at", models.DateTimeField(editable=False)),
                ("expires_at", models.DateTimeField(editable=False)),
                ("accepted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("mail_due_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("mailed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("mail_error", models.CharField(blank=True, editable=False, max_length=300)),
                (
                    "invited_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="workshops.project",
                    ),
                ),
            ],
            options={
                "ordering": ["email", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("mail_due_at__isnull", False)),
                        fields=["mail_due_at"],
                        name="invitation_mail_due",
                    ),
                    models.Index(fields=["project", "asked_at"], name="invitation_asked"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at", None), ("revoked_at", None)),
                        fields=("project", "email"),
                        name="invitation_open_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, validators=[workshops.validators.one_line])),
                ("email", models.CharField(max_length=254, validators=[workshops.validators.plain_address])),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "link_key",
                    models.CharField(default=workshops.models.people.new_key, editable=False, max_length=16),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="people",
                        to="workshops.project",
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True, related_name="people", to="workshops.stakeholdergroup"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "people",
                "ordering": ["name", "pk"],
                "indexes": [
                    models.Index(django.db.models.functions.text.Lower("email"), name="person_by_address")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("project"),
                        django.db.models.functions.text.Lower("email"),
                        name="person_once_per_project",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Workshop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(blank=True, max_length=20, validators=[workshops.validators.one_line]),
                ),
                ("title", models.CharField(max_length=200, validators=[workshops.validators.one_line])),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("scheduled", "Scheduled"), ("cancelled", "Cancelled")],
                        default="draft",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("start", models.DateTimeField(blank=True, null=True)),
                (
                    "time_zone",
                    models.CharField(
                        default="UTC", max_length=64, validators=[workshops.validators.time_zone]
                    ),
                ),
                (
                    "duration_min",
                    models.PositiveSmallIntegerField(
                        default=60, help_text="minutes", verbose_name="shortest duration"
                    ),
                ),
                (
                    "duration_max",
                    models.PositiveSmallIntegerField(
                        default=60, help_text="minutes", verbose_name="longest duration"
                    ),
                ),
                (
                    "location",
                    models.CharField(blank=True, max_length=300, validators=[workshops.validators.one_line]),
                ),
                ("objectives", models.JSONField(blank=True, default=list)),
                (
                    "preparation",
                    models.JSONField(blank=True, default=list, verbose_name="come prepared with"),
                ),
                ("more_registers", models.JSONField(blank=True, default=list, editable=False)),
                (
                    "uid",
                    models.CharField(
                        default=workshops.models.workshop.new_uid, editable=False, max_length=80, unique=True
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "organizer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organized_workshops",
                        to="workshops.person",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="workshops",
                        to="workshops.project",
                    ),
                ),
            ],
            options={
                "ordering": [models.OrderBy(models.F("start"), nulls_last=True), "code", "pk"],
                "indexes": [models.Index(fields=["project", "start"], name="workshop_project_start")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("duration_max__gte", models.F("duration_min"))),
                        name="workshop_duration_ordered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("start__isnull", False), ("state", "draft"), _connector="OR"),
                        name="workshop_scheduled_has_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("title", models.CharField(max_length=300, validators=[workshops.validators.one_line])),
                ("minutes_min", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="from")),
                ("minutes_max", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="to")),
                (
                    "presenter",
                    models.CharField(blank=True, max_length=120, validators=[workshops.validators.one_line]),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agenda_items",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "attendance",
                    models.CharField(
                        choices=[("required", "Required"), ("optional", "Optional")],
                        default="required",
                        max_length=10,
                    ),
                ),
                (
                    "partstat",
                    models.CharField(
                        choices=[
                            ("needs-action", "No answer yet"),
                            ("accepted", "Accepted"),
                            ("tentative", "Tentative"),
                            ("declined", "Declined"),
                        ],
                        default="needs-action",
                        editable=False,
                        max_length=12,
                        verbose_name="answer",
                    ),
                ),
                (
                    "comment",
                    models.CharField(blank=True, max_length=500, validators=[workshops.validators.one_line]),
                ),
                (
                    "presence",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not said"), ("attended", "There"), ("absent", "Absent")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "link_key",
                    models.CharField(default=workshops.models.people.new_key, editable=False, max_length=16),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to="workshops.person",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participants",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["person__name", "pk"],
                "indexes": [models.Index(fields=["workshop", "partstat"], name="participant_answers")],
                "constraints": [
                    models.UniqueConstraint(fields=("workshop", "person"), name="participant_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Recap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Not ready"), ("ready", "Ready to send")],
                        default="draft",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("ready_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "ready_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "workshop",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recap",
                        to="workshops.workshop",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Touchpoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("save-the-date", "Save the date"),
                            ("agenda", "Agenda and pre-work"),
                            ("reminder", "Reminder"),
                            ("recap", "Recap and actions"),
                            ("follow-up", "Follow-up"),
                            ("other", "Other"),
                            ("rsvp-request", "Request to answer"),
                            ("nudge", "Reminder to answer"),
                            ("change-notice", "Change notice"),
                            ("cancellation", "Cancellation"),
                            ("addendum", "Correction of the recap"),
                        ],
                        default="other",
                        max_length=16,
                    ),
                ),
                ("name", models.CharField(max_length=200, validators=[workshops.validators.one_line])),
                (
                    "label",
                    models.CharField(blank=True, max_length=100, validators=[workshops.validators.one_line]),
                ),
                ("purpose", models.TextField(blank=True, validators=[workshops.validators.plain_text])),
                ("is_optional", models.BooleanField(default=False)),
                ("first_day", models.SmallIntegerField(default=0, verbose_name="first day")),
                ("last_day", models.SmallIntegerField(default=0, verbose_name="last day")),
                (
                    "daypart",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "09:00"),
                            ("morning", "Morning (08:00)"),
                            ("afternoon", "Afternoon (14:00)"),
                            ("after", "After the workshop"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="time of day",
                    ),
                ),
                ("is_after", models.BooleanField(default=False, verbose_name="after the workshop")),
                (
                    "sender",
                    models.CharField(blank=True, max_length=120, validators=[workshops.validators.one_line]),
                ),
                (
                    "audience",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Only the groups below"),
                            ("all", "All participants"),
                            ("not-declined", "Everyone who has not declined"),
                            ("confirmed", "Confirmed (accepted or tentative)"),
                            ("unanswered", "Who has not answered"),
                            ("received", "Who already got a mail"),
                        ],
                        default="not-declined",
                        max_length=12,
                    ),
                ),
                ("written_to", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "subject",
                    models.CharField(blank=True, max_length=300, validators=[workshops.validators.one_line]),
                ),
                ("body", models.TextField(blank=True, validators=[workshops.validators.plain_text])),
                ("has_own_text", models.BooleanField(default=True, editable=False)),
                ("originals", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Not scheduled"),
                            ("planned", "Planned"),
                            ("done", "Done"),
                            ("skipped", "Skipped"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("state_reason", models.CharField(blank=True, editable=False, max_length=300)),
                ("held_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "held_reason",
                    models.CharField(
                        blank=True, editable=False, max_length=300, validators=[workshops.validators.one_line]
                    ),
                ),
                ("revision", models.PositiveSmallIntegerField(default=1, editable=False)),
                ("opened_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("opens_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("closes_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("expires_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "cc_groups",
                    models.ManyToManyField(
                        blank=True, related_name="cc_touchpoints", to="workshops.stakeholdergroup"
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followers",
                        to="workshops.touchpoint",
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True, related_name="touchpoints", to="workshops.stakeholdergroup"
                    ),
                ),
                (
                    "held_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "skipped_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="touchpoints",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["workshop_id", "position", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "planned")),
                        fields=["opens_at"],
                        name="touchpoint_planned",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))),
                        name="touchpoint_window_ordered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "planned"), _negated=True),
                            ("opens_at__isnull", False),
                            _connector="OR",
                        ),
                        name="touchpoint_planned_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PreWork",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "audience",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[workshops.validators.one_line],
                        verbose_name="for",
                    ),
                ),
                ("text", models.TextField(validators=[workshops.validators.plain_text])),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="prework",
                        to="workshops.stakeholdergroup",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prework",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "pre-work",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PlanSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("imported_at", models.DateTimeField()),
                (
                    "workshop",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plan_source",
                        to="workshops.workshop",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanCheckPoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("name", models.CharField(max_length=300)),
                ("text", models.TextField(blank=True)),
                ("ticked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "ticked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="check_points",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Artifact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("path", models.CharField(max_length=500, validators=[workshops.validators.one_line])),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="artifacts",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [models.UniqueConstraint(fields=("workshop", "path"), name="artifact_once")],
            },
        ),
        migrations.CreateModel(
            name="WorkshopEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=40)),
                ("detail", models.CharField(blank=True, max_length=500)),
                ("subject", models.CharField(blank=True, editable=False, max_length=40)),
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
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="history",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["workshop", "-at"], name="workshop_event_newest")],
            },
        ),
        migrations.CreateModel(
            name="WorkshopGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "attendance",
                    models.CharField(
                        choices=[
                            ("required", "Required"),
                            ("optional", "Optional"),
                            ("informed", "Informed only"),
                        ],
                        default="required",
                        max_length=10,
                    ),
                ),
                (
                    "note",
                    models.CharField(blank=True, max_length=500, validators=[workshops.validators.one_line]),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="workshop_groups",
                        to="workshops.stakeholdergroup",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="workshop_groups",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("workshop", "group"), name="workshop_group_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="workshop",
            name="groups",
            field=models.ManyToManyField(
                blank=True,
                related_name="workshops",
                through="workshops.WorkshopGroup",
                to="workshops.stakeholdergroup",
            ),
        ),
        migrations.CreateModel(
            name="EarlierTick",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier_ticks",
                        to="workshops.participant",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RecapSection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("heading", models.CharField(max_length=200, validators=[workshops.validators.one_line])),
                ("prompt", models.TextField(blank=True)),
                ("text", models.TextField(blank=True, validators=[workshops.validators.plain_text])),
                ("plan_text", models.TextField(blank=True, editable=False)),
                ("lists_actions", models.BooleanField(default=False)),
                (
                    "recap",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="workshops.recap",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RecapVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("sections", models.JSONField(default=list)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
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
                    "recap",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="workshops.recap",
                    ),
                ),
                (
                    "addendum",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="recap_version",
                        to="workshops.touchpoint",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("recap", "number"), name="recap_version_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Risk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("added_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "key",
                    models.CharField(
                        editable=False,
                        max_length=40,
                        validators=[workshops.validators.one_line],
                        verbose_name="id",
                    ),
                ),
                ("text", models.CharField(max_length=500, validators=[workshops.validators.one_line])),
                (
                    "owner_text",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[workshops.validators.one_line],
                        verbose_name="owner as written",
                    ),
                ),
                ("extra", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("mitigated", "Mitigated"),
                            ("accepted", "Accepted"),
                            ("closed", "Closed"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                (
                    "impact",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not rated"), ("low", "Low"), ("medium", "Medium"), ("high", "High")],
                        max_length=6,
                    ),
                ),
                (
                    "likelihood",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not rated"), ("low", "Low"), ("medium", "Medium"), ("high", "High")],
                        max_length=6,
                    ),
                ),
                ("mitigation", models.TextField(blank=True, validators=[workshops.validators.plain_text])),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workshops.agendaitem",
                        verbose_name="came up under",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="workshops.person",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workshops.person",
                        verbose_name="raised by",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="workshops.workshop"),
                ),
            ],
            options={
                "ordering": ["pk"],
                "abstract": False,
                "default_related_name": "risks",
                "constraints": [
                    models.UniqueConstraint(fields=("workshop", "key"), name="risk_key_once_per_workshop")
                ],
            },
        ),
        migrations.CreateModel(
            name="Pipeline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("added_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "key",
                    models.CharField(
                        editable=False,
                        max_length=40,
                        validators=[workshops.validators.one_line],
                        verbose_name="id",
                    ),
                ),
                ("text", models.CharField(max_length=500, validators=[workshops.validators.one_line])),
                (
                    "owner_text",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[workshops.validators.one_line],
                        verbose_name="owner as written",
                    ),
                ),
                ("extra", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "Proposed"), ("agreed", "Agreed"), ("dropped", "Dropped")],
                        default="proposed",
                        max_length=12,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[workshops.validators.one_line],
                        verbose_name="reads from",
                    ),
                ),
                (
                    "starts_in",
                    models.CharField(
                        choices=[
                            ("source", "Source"),
                            ("staging", "Staging"),
                            ("core", "Core"),
                            ("semantic", "Semantic"),
                        ],
                        default="source",
                        max_length=10,
                        verbose_name="first layer",
                    ),
                ),
                (
                    "ends_in",
                    models.CharField(
                        choices=[
                            ("source", "Source"),
                            ("staging", "Staging"),
                            ("core", "Core"),
                            ("semantic", "Semantic"),
                        ],
                        default="semantic",
                        max_length=10,
                        verbose_name="last layer",
                    ),
                ),
                (
                    "schedule",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[workshops.validators.one_line],
                        verbose_name="schedule or frequency",
                    ),
                ),
                (
                    "environments",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[workshops.validators.one_line],
                        verbose_name="environments",
                    ),
                ),
                (
                    "sla",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[workshops.validators.one_line],
                        verbose_name="SLA",
                    ),
                ),
                (
                    "monitoring",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[workshops.validators.one_line],
                        verbose_name="monitoring",
                    ),
                ),
                (
                    "alerting",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[workshops.validators.one_line],
                        verbose_name="alerting",
                    ),
                ),
                (
                    "error_handling",
                    models.CharField(
                        blank=True,
                        max_length=500,
                        validators=[workshops.validators.one_line],
                        verbose_name="error handling and reprocessing",
                    ),
                ),
                (
                    "on_call",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        validators=[workshops.validators.one_line],
                        verbose_name="on-call",
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workshops.agendaitem",
                        verbose_name="came up under",
                    ),
                ),
                (
                    "depends_on",
                    models.ManyToManyField(
                        blank=True,
                        related_name="needed_by",
                        to="workshops.pipeline",
                        verbose_name="depends on",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="workshops.person",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workshops.person",
                        verbose_name="raised by",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="workshops.workshop"),
                ),
            ],
            options={
                "ordering": ["pk"],
                "abstract": False,
                "default_related_name": "pipelines",
                "constraints": [
                    models.UniqueConstraint(fields=("workshop", "key"), name="pipeline_key_once_per_workshop")
                ],
            },
        ),
        migrations.CreateModel(
            name="OpenQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("added_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "text",
                    models.CharField(
                        max_length=500, validators=[workshops.validators.one_line], verbose_name="question"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("answered", "Answered")], default="open", max_length=10
                    ),
                ),
                ("answer", models.TextField(blank=True, validators=[workshops.validators.plain_text])),
                ("answered_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("answered_by", models.CharField(blank=True, editable=False, max_length=200)),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workshops.agendaitem",
                        verbose_name="came up under",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="open_questions",
                        to="workshops.person",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="open_questions",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["owner"], name="question_open_by_owner"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Dependency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("added_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "key",
                    models.CharField(
                        editable=False,
                        max_length=40,
                        validators=[workshops.validators.one_line],
                        verbose_name="id",
                    ),
                ),
                ("text", models.CharField(max_length=500, validators=[workshops.validators.one_line])),
                (
                    "owner_text",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[workshops.validators.one_line],
                        verbose_name="owner as written",
                    ),
                ),
                ("extra", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("met", "Met"), ("dropped", "Dropped")],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="needed by")),
                ("note", models.TextField(blank=True, validators=[workshops.validators.plain_text])),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workshops.agendaitem",
                        verbose_name="came up under",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="workshops.person",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workshops.person",
                        verbose_name="raised by",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="workshops.workshop"),
                ),
            ],
            options={
                "verbose_name_plural": "dependencies",
                "ordering": ["pk"],
                "abstract": False,
                "default_related_name": "dependencies",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workshop", "key"), name="dependency_key_once_per_workshop"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("added_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "key",
                    models.CharField(
                        editable=False,
                        max_length=40,
                        validators=[workshops.validators.one_line],
                        verbose_name="id",
                    ),
                ),
                ("text", models.CharField(max_length=500, validators=[workshops.validators.one_line])),
                (
                    "owner_text",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[workshops.validators.one_line],
                        verbose_name="owner as written",
                    ),
                ),
                ("extra", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "Proposed"), ("decided", "Decided"), ("replaced", "Replaced")],
                        default="decided",
                        max_length=12,
                    ),
                ),
                (
                    "rationale",
                    models.TextField(
                        blank=True, validators=[workshops.validators.plain_text], verbose_name="why"
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                (
                    "artifacts",
                    models.CharField(
                        blank=True,
                        max_length=500,
                        validators=[workshops.validators.one_line],
                        verbose_name="artifacts touched",
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workshops.agendaitem",
                        verbose_name="came up under",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="workshops.person",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workshops.person",
                        verbose_name="raised by",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="workshops.workshop"),
                ),
            ],
            options={
                "ordering": ["pk"],
                "abstract": False,
                "default_related_name": "decisions",
                "constraints": [
                    models.UniqueConstraint(fields=("workshop", "key"), name="decision_key_once_per_workshop")
                ],
            },
        ),
        migrations.CreateModel(
            name="Constraint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("added_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "text",
                    models.CharField(
                        max_length=500, validators=[workshops.validators.one_line], verbose_name="constraint"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="flagged at")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("answered", "Answered")], default="open", max_length=10
                    ),
                ),
                ("answer", models.TextField(blank=True, validators=[workshops.validators.plain_text])),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workshops.agendaitem",
                        verbose_name="came up under",
                    ),
                ),
                (
                    "flagged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="constraints",
                        to="workshops.person",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="constraints",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["workshop"], name="constraint_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CarriedPoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=40)),
                ("text", models.CharField(max_length=600)),
                (
                    "agenda_item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="carried_points",
                        to="workshops.agendaitem",
                    ),
                ),
                (
                    "came_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workshops.workshop",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="carried_points",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("workshop", "subject"), name="carried_once_per_workshop")
                ],
            },
        ),
        migrations.CreateModel(
            name="CapacityNeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("added_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "key",
                    models.CharField(
                        editable=False,
                        max_length=40,
                        validators=[workshops.validators.one_line],
                        verbose_name="id",
                    ),
                ),
                ("text", models.CharField(max_length=500, validators=[workshops.validators.one_line])),
                (
                    "owner_text",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[workshops.validators.one_line],
                        verbose_name="owner as written",
                    ),
                ),
                ("extra", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("granted", "Granted"), ("refused", "Refused")],
                        default="open",
                        max_length=12,
                    ),
                ),
                (
                    "amount",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        validators=[workshops.validators.one_line],
                        verbose_name="how much",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="from when")),
                ("note", models.TextField(blank=True, validators=[workshops.validators.plain_text])),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workshops.agendaitem",
                        verbose_name="came up under",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="workshops.person",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workshops.person",
                        verbose_name="raised by",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="workshops.workshop"),
                ),
            ],
            options={
                "ordering": ["pk"],
                "abstract": False,
                "default_related_name": "capacity_needs",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workshop", "key"), name="capacityneed_key_once_per_workshop"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("added_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "text",
                    models.CharField(
                        max_length=500,
                        validators=[workshops.validators.one_line],
                        verbose_name="what is to be approved",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "Pending"), ("approved", "Approved"), ("rejected", "Rejected")],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True, validators=[workshops.validators.plain_text])),
                ("decided_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("decided_by", models.CharField(blank=True, editable=False, max_length=200)),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workshops.agendaitem",
                        verbose_name="came up under",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="approvals",
                        to="workshops.person",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="approvals",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "pending")),
                        fields=["owner"],
                        name="approval_pending_by_owner",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PreWorkTick",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prework_ticks",
                        to="workshops.participant",
                    ),
                ),
                (
                    "prework",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ticks",
                        to="workshops.prework",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("prework", "participant"), name="prework_tick_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="MeetingNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "title",
                    models.CharField(blank=True, max_length=300, validators=[workshops.validators.one_line]),
                ),
                ("text", models.TextField(blank=True, validators=[workshops.validators.plain_text])),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("saved_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("taken_version", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "item",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="note",
                        to="workshops.agendaitem",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taken_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workshops.recapsection",
                    ),
                ),
                (
                    "workshop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="meeting_notes",
                        to="workshops.workshop",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("item", None), ("title", "")),
                        fields=("workshop",),
                        name="meeting_note_one_general",
                    )
                ],
            },
        ),
    ]
