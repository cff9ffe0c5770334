"""Projects, people, workshops and touchpoints, ready to send unless a test says otherwise."""

from datetime import UTC, datetime, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from workshops import models
from workshops.states import Audience, PartStat, Role, TouchpointKind, TouchpointState, WorkshopState

# A Monday, 10:00 in Berlin; the workshop of the factories takes place then.
START = datetime(2026, 12, 14, 9, 0, tzinfo=UTC)


class UserFactory(DjangoModelFactory[models.User]):
    class Meta:
        model = models.User

    email = factory.Sequence(lambda n: f"user{n}@example.org")
    first_name = "Robin"
    last_name = factory.Sequence(lambda n: f"Vale {n}")


class ProjectFactory(DjangoModelFactory[models.Project]):
    """`manager=user` and `member=user` give that user the role."""

    class Meta:
        model = models.Project
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Harbour Forecast {n}")
    time_zone = "Europe/Berlin"

    @factory.post_generation
    def manager(self, create: bool, user: models.User | None, **kwargs: Any) -> None:
        if user:
            MembershipFactory(project=self, user=user, role=Role.MANAGER)

    @factory.post_generation
    def member(self, create: bool, user: models.User | None, **kwargs: Any) -> None:
        if user:
            MembershipFactory(project=self, user=user, role=Role.MEMBER)


class MembershipFactory(DjangoModelFactory[models.Membership]):
    class Meta:
        model = models.Membership

    project = factory.SubFactory(ProjectFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.MANAGER


class InvitationFactory(DjangoModelFactory[models.Invitation]):
    """Asked three days before the factories' workshop, its mail sent."""

    class Meta:
        model = models.Invitation

    project = factory.SubFactory(ProjectFactory)
    email = factory.Sequence(lambda n: f"invited{n}@example.org")
    asked_at = START - timedelta(days=3)
    expires_at = factory.LazyAttribute(lambda o: o.asked_at + timedelta(days=7))
    mailed_at = factory.SelfAttribute("asked_at")


class StakeholderGroupFactory(DjangoModelFactory[models.StakeholderGroup]):
    class Meta:
        model = models.StakeholderGroup

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda n: f"Data Engineers {n}")


class PersonFactory(DjangoModelFactory[models.Person]):
    """`groups=[group]` puts the person in these groups."""

    class Meta:
        model = models.Person
        skip_postgeneration_save = True

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda n: f"Ada Quill {n}")
    email = factory.Sequence(lambda n: f"ada{n}@example.org")

    @factory.post_generation
    def groups(self, create: bool, groups: list[models.StakeholderGroup] | None, **kwargs: Any) -> None:
        if groups:
            self.groups.set(groups)


class WorkshopFactory(DjangoModelFactory[models.Workshop]):
    """A scheduled workshop on Monday 14 December 2026 at 10:00 in Berlin; `draft=True` for a draft."""

    class Meta:
        model = models.Workshop

    class Params:
        draft = factory.Trait(state=WorkshopState.DRAFT)

    project = factory.SubFactory(ProjectFactory)
    code = factory.Sequence(str)
    title = "Pipeline Design"
    state = WorkshopState.SCHEDULED
    start = START
    time_zone = "Europe/Berlin"
    duration_min = 90
    duration_max = 120
    location = "Room Mole 2"
    organizer = factory.SubFactory(
        PersonFactory, project=factory.SelfAttribute("..project"), name="Robin Vale"
    )


class WorkshopGroupFactory(DjangoModelFactory[models.WorkshopGroup]):
    class Meta:
        model = models.WorkshopGroup

    workshop = factory.SubFactory(WorkshopFactory)
    group = factory.SubFactory(StakeholderGroupFactory, project=factory.SelfAttribute("..workshop.project"))


class ParticipantFactory(DjangoModelFactory[models.Participant]):
    class Meta:
        model = models.Participant

    workshop = factory.SubFactory(WorkshopFactory)
    person = factory.SubFactory(PersonFactory, project=factory.SelfAttribute("..workshop.project"))
    partstat = PartStat.NEEDS_ACTION


class AgendaItemFactory(DjangoModelFactory[models.AgendaItem]):
    class Meta:
        model = models.AgendaItem

    workshop = factory.SubFactory(WorkshopFactory)
    position = factory.Sequence(int)
    title = factory.Sequence(lambda n: f"Agenda item {n}")
    minutes_min = 10
    minutes_max = 15


class PreWorkFactory(DjangoModelFactory[models.PreWork]):
    class Meta:
        model = models.PreWork

    workshop = factory.SubFactory(WorkshopFactory)
    audience = "All"
    text = "Read the overview."


class TouchpointFactory(DjangoModelFactory[models.Touchpoint]):
    """A planned save the date; its window opens a week before the factories' workshop, 09:00 in Berlin."""

    class Meta:
        model = models.Touchpoint

    workshop = factory.SubFactory(WorkshopFactory)
    position = factory.Sequence(int)
    kind = TouchpointKind.SAVE_THE_DATE
    name = "Save the date"
    first_day = -7
    last_day = -5
    sender = "Tech Manager"
    audience = Audience.ALL
    subject = "{{ workshop.title }}: hold the date"
    body = "Hi {{ person.first_name }},\n\nplease hold {{ workshop.when }}."
    state = TouchpointState.PLANNED
    opens_at = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
    closes_at = factory.LazyAttribute(lambda o: o.opens_at + timedelta(days=2))
    expires_at = factory.LazyAttribute(lambda o: o.opens_at + timedelta(days=4))


class RecapFactory(DjangoModelFactory[models.Recap]):
    class Meta:
        model = models.Recap

    workshop = factory.SubFactory(WorkshopFactory)


class RecapSectionFactory(DjangoModelFactory[models.RecapSection]):
    class Meta:
        model = models.RecapSection

    recap = factory.SubFactory(RecapFactory)
    position = factory.Sequence(int)
    heading = "Decisions"
    prompt = "what was decided, and why"


class RecapVersionFactory(DjangoModelFactory[models.RecapVersion]):
    class Meta:
        model = models.RecapVersion

    recap = factory.SubFactory(RecapFactory)
    number = 1
    at = START + timedelta(hours=3)
    sections = factory.LazyFunction(
        lambda: [{"heading": "Decisions", "text": "Load at night.", "lists_actions": False}]
    )


class MeetingNoteFactory(DjangoModelFactory[models.MeetingNote]):
    """Notes of an agenda item; with `item=None` and no title those of the whole meeting."""

    class Meta:
        model = models.MeetingNote

    workshop = factory.SubFactory(WorkshopFactory)
    item = factory.SubFactory(AgendaItemFactory, workshop=factory.SelfAttribute("..workshop"))
    title = factory.LazyAttribute(lambda o: o.item.title if o.item else "")
    text = "We load at night."
    version = 1
    saved_at = START


class OpenQuestionFactory(DjangoModelFactory[models.OpenQuestion]):
    class Meta:
        model = models.OpenQuestion

    workshop = factory.SubFactory(WorkshopFactory)
    text = "Which retention do we need?"


class ConstraintFactory(DjangoModelFactory[models.Constraint]):
    class Meta:
        model = models.Constraint

    workshop = factory.SubFactory(WorkshopFactory)
    text = "No deployments in the last week of a quarter"
    flagged_by = factory.SubFactory(PersonFactory, project=factory.SelfAttribute("..workshop.project"))
    at = START - timedelta(days=7)


class ApprovalFactory(DjangoModelFactory[models.Approval]):
    class Meta:
        model = models.Approval

    workshop = factory.SubFactory(WorkshopFactory)
    text = "Access to the network zone"


class EntryFactory(DjangoModelFactory[models.Entry]):
    class Meta:
        abstract = True

    workshop = factory.SubFactory(WorkshopFactory)


class PipelineFactory(EntryFactory):
    class Meta:
        model = models.Pipeline

    key = factory.Sequence(lambda n: f"P-{n}")
    text = "Berth bookings"


class DecisionFactory(EntryFactory):
    class Meta:
        model = models.Decision

    key = factory.Sequence(lambda n: f"D-{n}")
    text = "Load at night"


class RiskFactory(EntryFactory):
    class Meta:
        model = models.Risk

    key = factory.Sequence(lambda n: f"R-{n}")
    text = "The tide gauge fails"


class DependencyFactory(EntryFactory):
    class Meta:
        model = models.Dependency

    key = factory.Sequence(lambda n: f"X-{n}")
    text = "Access to the weather feed"


class CapacityNeedFactory(EntryFactory):
    class Meta:
        model = models.CapacityNeed

    key = factory.Sequence(lambda n: f"C-{n}")
    text = "A second data engineer"


class CarriedPointFactory(DjangoModelFactory[models.CarriedPoint]):
    class Meta:
        model = models.CarriedPoint

    workshop = factory.SubFactory(WorkshopFactory)
    subject = factory.Sequence(lambda n: f"question:{n}")
    text = "Which retention do we need?"


class PlanCheckPointFactory(DjangoModelFactory[models.PlanCheckPoint]):
    class Meta:
        model = models.PlanCheckPoint

    workshop = factory.SubFactory(WorkshopFactory)
    position = factory.Sequence(int)
    name = factory.Sequence(lambda n: f"The plan is kind {n}")
