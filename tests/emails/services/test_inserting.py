"""Many rows in one statement."""

import pytest
from django.db import DataError, connection
from django.utils import timezone

from emails.models import Delivery, DeliveryEvent
from emails.services.inserting import insert_many
from tests.factories.emails import DeliveryFactory
from tests.factories.workshops import PersonFactory, TouchpointFactory
from workshops.models import Person

pytestmark = pytest.mark.django_db

LINE = {"to_state": "sent", "by": "CommPlan", "key": ""}


def test_each_row_has_its_own_values_and_those_of_all():
    one, other = DeliveryFactory.create_batch(2)
    at = one.created_at

    insert_many(
        DeliveryEvent,
        LINE | {"at": at, "cause": "It's 100 % “done”"},
        ("delivery_id", "from_state"),
        [(one.pk, "claimed"), (other.pk, "")],
    )

    rows = DeliveryEvent.objects.values_list("delivery", "from_state", "to_state", "cause", "at")
    assert list(rows) == [
        (one.pk, "claimed", "sent", "It's 100 % “done”", at),
        (other.pk, "", "sent", "It's 100 % “done”", at),
    ]


def test_a_text_with_every_sort_of_sign_comes_back_as_it_was():
    project = TouchpointFactory().workshop.project
    names = ['O\'Hara "Bo"', "Łukasz 🎈", "back\\slash", "tab\tand\nline", "{0} %s $1 ?"]

    insert_many(
        Person,
        {"project_id": project.pk, "link_key": "", "created_at": timezone.now()},
        ("name", "email"),
        [(name, f"{number}@example.org") for number, name in enumerate(names)],
    )

    found = Person.objects.filter(project=project, email__endswith="@example.org").order_by("pk")
    assert [row.name for row in found][-len(names) :] == names


def test_nothing_is_inserted_for_nobody():
    insert_many(Person, {"link_key": ""}, ("name",), [])

    assert not Person.objects.exists()


def test_who_is_there_already_stays_as_he_is():
    delivery = DeliveryFactory(state="sent")
    new = PersonFactory(project=delivery.person.project)
    columns = {
        field.attname: getattr(delivery, field.attname)
        for field in Delivery._meta.concrete_fields
        if field.attname not in ("id", "person_id", "state")
        if getattr(delivery, field.attname) is not None
    }

    rows = [(delivery.person_id, "queued"), (new.pk, "queued")]
    insert_many(Delivery, columns, ("person_id", "state"), rows, skip_conflicts=True)

    states = dict(Delivery.objects.values_list("person", "state"))
    assert states == {delivery.person_id: "sent", new.pk: "queued"}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps texts of any length")
def test_a_text_that_is_too_long_is_refused_not_cut():
    delivery = DeliveryFactory()

    with pytest.raises(DataError):
        insert_many(
            DeliveryEvent,
            LINE | {"at": delivery.created_at, "cause": ""},
            ("delivery_id", "from_state"),
            [(delivery.pk, "x" * 11)],
        )
