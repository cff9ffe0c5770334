"""A touchpoint that is due now to many people, ready to send; run as a program, in the database given."""

import argparse
from datetime import datetime, timedelta

import django
from django.utils import timezone


def due_now(mails: int, *, now: datetime) -> int:
    """The id of a workshop with a touchpoint that is due to so many people, and stays so for two months."""
    from tests.factories import workshops as factories
    from workshops.models import Participant, Person

    day = timedelta(days=1)
    workshop = factories.WorkshopFactory(start=now + 90 * day)
    factories.AgendaItemFactory(workshop=workshop, title="Walk through the flows")
    factories.TouchpointFactory(
        workshop=workshop,
        body="Hi {{ person.first_name }},\n\nplease hold {{ workshop.when }}.\n\nAnswer: {{ rsvp.link }}",
        opens_at=now - timedelta(minutes=1),
        closes_at=now + 60 * day,
        expires_at=now + 80 * day,
    )
    people = Person.objects.bulk_create(
        Person(project=workshop.project, name=f"Bo Finch {n}", email=f"bo{n}@example.org")
        for n in range(mails)
    )
    Participant.objects.bulk_create(Participant(workshop=workshop, person=person) for person in people)
    return int(workshop.pk)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, required=True)
    arguments = parser.parse_args()
    django.setup()
    print(due_now(arguments.mails, now=timezone.now()))
