"""Whatever happens while mails leave, who was told a slot ends up with the one that holds."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.core import mail
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emails.models import Delivery
from emails.services import moves, open_deliveries
from tests.emails.scenes import (
    MINUTE,
    SAVE_THE_DATE_AT,
    START_AT,
    Scene,
    add_person,
    run_tick,
    scheduled_plan,
)
from tests.examples import examples
from workshops.models import Person

pytestmark = pytest.mark.django_db
# No move by so little closes a window that is open.
NEAR = st.integers(-3, 3).map(lambda hours: timedelta(hours=hours))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("time"), st.sampled_from([MINUTE, 3 * MINUTE, 12 * MINUTE])),
        st.tuples(st.just("moved"), NEAR),
        st.tuples(st.just("refused"), st.integers(0, 3)),
        st.tuples(st.just("lost"), st.integers(1, 3)),
        st.tuples(st.just("added"), st.none()),
    ),
    min_size=3,
    max_size=12,
)


@dataclass
class Story:
    scene: Scene
    now: Any = SAVE_THE_DATE_AT
    # To whom a lost worker handed which SEQUENCE over, the first time.
    handed: dict[str, int] = field(default_factory=dict)
    added: int = 0

    def time(self, step: timedelta) -> None:
        self.now += step
        run_tick(self.now)

    def moved(self, by: timedelta) -> None:
        self.scene.move(START_AT + by, self.now)

    def refused(self, number: int) -> None:
        """The server wants one of them later."""
        open_deliveries(now=self.now)
        rows = Delivery.objects.waiting().order_by("pk")
        if row := rows[number : number + 1].first():
            Delivery.objects.filter(pk=row.pk).update(
                state="retry", attempts=1, not_before=self.now + 2 * MINUTE
            )

    def lost(self, limit: int) -> None:
        """A worker that is never heard of again."""
        open_deliveries(now=self.now)
        claimed = moves.claim(limit=limit, now=self.now)
        self.scene.workshop.refresh_from_db()
        for row in claimed[:1]:
            person = Person.objects.get(pk=row.person_id)
            self.handed.setdefault(person.email, self.scene.workshop.sequence)

    def added_(self, nothing: None) -> None:
        self.added += 1
        add_person(self.scene, f"New{self.added} Wren")


def told() -> dict[str, list[tuple[str, int]]]:
    """To each address, in order: the first part of the subject, and which SEQUENCE its calendar entry has."""
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    outbox: list[Any] = mail.outbox
    for message in outbox:
        entries: list[Any] = [text for text, kind in message.alternatives if kind.startswith("text/calendar")]
        if entries:
            [event] = icalendar.Calendar.from_ical(entries[0]).walk("VEVENT")
            address = message.to[0].split("<")[1].strip(">")
            found[address].append((message.subject.split(":")[0], int(str(event["SEQUENCE"]))))
    return found


@settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_everybody_who_was_told_a_slot_knows_the_one_that_holds_and_only_they_get_a_notice(steps, mailoutbox):
    with transaction.atomic():
        mail.outbox.clear()
        story = Story(scheduled_plan())
        does: dict[str, Callable[[Any], None]] = {
            "time": story.time,
            "moved": story.moved,
            "refused": story.refused,
            "lost": story.lost,
            "added": story.added_,
        }
        for name, value in steps:
            does[name](value)
        for _ in range(4):
            story.time(moves.LEASE)
        story.scene.workshop.refresh_from_db()

        for address, mails in told().items():
            assert max(sequence for _, sequence in mails) == story.scene.workshop.sequence
            for number, (subject, sequence) in enumerate(mails):
                if subject == "Changed" and address not in story.handed:
                    assert any(before < sequence for _, before in mails[:number]), (address, mails)
            changes = [sequence for subject, sequence in mails if subject == "Changed"]
            assert len(changes) == len(set(changes)), (address, mails)
        for address, sequence in story.handed.items():
            if sequence < story.scene.workshop.sequence:
                assert ("Changed", story.scene.workshop.sequence) in told()[address], address
        transaction.set_rollback(True)
