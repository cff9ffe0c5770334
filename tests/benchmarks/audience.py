"""A touchpoint that is due now to many people: the same mails for everybody who is measured."""

from datetime import datetime, timedelta

from django.db import connection

from tests.factories import workshops as factories
from workshops.models import Participant, Person, Touchpoint, Workshop

_NAMES = ("Bo Finch", "Ada Quill", "Cy Marsh", "Zoë Ångström", "Di M. Moss-Vale")
_BODY = """Hello {{ person.first_name }},

we meet for “{{ workshop.title }}” on {{ workshop.when }}, and I would like you to be there.

**What we want to reach**

{{ workshop.objectives }}

**Agenda**

{{ workshop.agenda }}

Please answer here: {{ rsvp.link }}. If you cannot come, tell me who takes your place, so that the decisions \
which need your team can still be taken on that day.

Kind regards
{{ organizer.name }}"""


def fill(people: int, *, now: datetime) -> Touchpoint:
    """The touchpoint, with a workshop in three months and so many participants who are to come."""
    day = timedelta(days=1)
    workshop: Workshop = factories.WorkshopFactory(
        start=now + 90 * day, objectives=["Agree on the flows", "Name the owners", "List what is missing"]
    )
    for title in ("Walk through the flows", "Decide on the retention", "Name the owners", "Next steps"):
        factories.AgendaItemFactory(workshop=workshop, title=title)
    touchpoint: Touchpoint = factories.TouchpointFactory(
        workshop=workshop,
        subject="{{ workshop.title }}: hold the date",
        body=_BODY,
        opens_at=now - timedelta(minutes=1),
        closes_at=now + 60 * day,
        expires_at=now + 80 * day,
    )
    add_people(workshop, people)
    return touchpoint


def add_people(workshop: Workshop, number: int) -> None:
    people = Person.objects.bulk_create(
        (
            Person(project=workshop.project, name=f"{_NAMES[n % 5]}", email=f"person{n}@example.org")
            for n in range(number)
        ),
        batch_size=2000,
    )
    Participant.objects.bulk_create(
        (Participant(workshop=workshop, person=person) for person in people), batch_size=2000
    )


def forget_mails() -> None:
    """As if nothing had been sent yet."""
    with connection.cursor() as cursor:
        for table in ("emails_deliveryevent", "emails_delivery"):
            cursor.execute(
                f"TRUNCATE {table} CASCADE" if connection.vendor == "postgresql" else f"DELETE FROM {table}"
            )
