"""What may happen to a plan while its mails leave."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from emails.message.identity import message_id
from emails.models import Delivery, Suppression
from emails.services import moves
from tests.emails.scenes import DAY, MINUTE, SAVE_THE_DATE_AT, Scene
from workshops import services
from workshops.models import Participant, Touchpoint, Workshop
from workshops.services import ServiceError
from workshops.states import PartStat, TouchpointKind, TouchpointState, WorkshopState

PLAN = (TouchpointKind.SAVE_THE_DATE, TouchpointKind.REMINDER)
# To a mail and its touchpoint. Those of `alone` happen together with others in life; each has its own check.
CHANGES = (
    "lease run out",
    "said anew",
    "ended",
    "put off",
    "ends soon",
    "moved",
    "held",
    "blocked",
    "answered",
    "removed",
    "skipped",
)
# Of these, what keeps a mail that is only claimed then.
REFUSALS = ("said anew", "ended", "put off", "held", "skipped")
HOUR = timedelta(hours=1)


class World:
    """A plan of two mails, its people, and the clock."""

    scene: Scene
    now: datetime = SAVE_THE_DATE_AT

    def put_in_order(self) -> None:
        """Where nothing is due any more: everything that people changed is as before, and said anew."""
        if Delivery.objects.due(self.now).exists():
            return
        Workshop.objects.update(state=WorkshopState.SCHEDULED)
        Participant.objects.update(removed_at=None, partstat=PartStat.NEEDS_ACTION)
        Suppression.objects.active().update(released_at=self.now)
        Touchpoint.objects.filter(kind__in=PLAN).update(
            state=TouchpointState.PLANNED,
            held_at=None,
            opens_at=self.now,
            expires_at=self.now + 7 * DAY,
            revision=F("revision") + 1,
        )
        for row in Touchpoint.objects.filter(kind__in=PLAN):
            for here in self.scene.workshop.participants.all():
                Delivery.objects.create(
                    touchpoint=row,
                    revision=row.revision,
                    person_id=here.person_id,
                    not_before=self.now,
                    created_at=self.now,
                    message_id=message_id(row.pk, row.revision, here.person_id),
                )

    def change(self, delivery: Delivery, what: str, number: int = 0) -> None:
        now, pk = self.now, delivery.touchpoint_id
        here = Participant.objects.get(workshop=self.scene.workshop, person=delivery.person)
        alone: dict[str, dict[str, Any]] = {
            "said anew": {"revision": F("revision") + 1},
            "ended": {"expires_at": now},
            "ends soon": {"expires_at": now + MINUTE},
            "put off": {"opens_at": now + HOUR},
        }
        if what in alone:
            Touchpoint.objects.filter(pk=pk).update(**alone[what])
        elif what == "lease run out":
            self.now += moves.LEASE
        elif what == "moved":
            self.scene.workshop.refresh_from_db()
            assert self.scene.workshop.start is not None
            start = self.scene.workshop.start + (DAY, 7 * DAY, -DAY)[number % 3]
            self.ask(lambda: self.scene.move(start, now))
        elif what == "held":
            self.ask(lambda: services.hold_touchpoint(touchpoint_id=pk, reason="", by=None, now=now))
        elif what == "blocked":
            values = {"project": self.scene.workshop.project, "email": delivery.person.email}
            Suppression.objects.get_or_create(
                **values, released_at=None, defaults={"reason": "bounced", "at": now}
            )
        elif what == "answered":
            partstat = (PartStat.DECLINED, PartStat.ACCEPTED)[number % 2]
            self.ask(lambda: self.scene.answer(here, partstat, now))
        elif what == "skipped":
            reason = "Told by phone."
            self.ask(lambda: services.skip_touchpoint(touchpoint_id=pk, reason=reason, by=None, now=now))
        elif number == 0:
            self.ask(lambda: services.remove_participant(participant_id=here.pk, by=None, now=now))

    def ask(self, change: Any) -> None:
        try:
            with transaction.atomic():
                change()
        except ServiceError:
            pass
