"""The engine under any interleaving of two workers, people, providers and the clock.

Each worker's steps stand apart (claim, write, hand over after the last look, settle), so that anything may
happen in between. What is handed over is judged by the database as it is at that moment, by rules written
down here anew.
"""

import smtplib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from emails.errors import InDoubt
from emails.models import Delivery, DeliveryEvent, Suppression
from emails.services import dispatch, moves, open_deliveries, release_suppression, take_event
from emails.states import MOVES, DeliveryState
from tests.emails.scenes import DAY, MINUTE, REMINDER_AT, SAVE_THE_DATE_AT, START_AT, scheduled_plan
from workshops import services
from workshops.models import Participant, Touchpoint
from workshops.services import ServiceError
from workshops.states import PartStat, TouchpointKind, TouchpointState

pytestmark = pytest.mark.django_db

WORKERS = st.sampled_from(["first", "second"])
WORDS = st.sampled_from(["delivered", "bounced", "complained", "deferred"])
ANSWERS = {
    "taken": None,
    "refused for now": smtplib.SMTPDataError(451, b"try later"),
    "refused for good": smtplib.SMTPDataError(554, b"not wanted"),
    "taken, and the line lost": InDoubt("gone"),
    "not taken, and the line lost": InDoubt("gone"),
}


class Way:
    """Writes nothing: what a mail says is no matter here."""

    def open(self) -> None: ...

    def close(self) -> None: ...

    def compose(self, *arguments: Any) -> str:
        return "a mail"

    def send(self, mail: Any, meanwhile: Any = None) -> str:
        raise AssertionError("The machine hands over by itself.")


@dataclass
class Worker:
    run: dispatch.Run
    chunk: list[Delivery]
    written: dispatch.Written | None = None
    answer: str = ""
    now: datetime = field(default=SAVE_THE_DATE_AT)


class Engine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.scene = scheduled_plan()
        self.now = SAVE_THE_DATE_AT
        self.workers: dict[str, Worker] = {}
        self.accepted: Counter[int] = Counter()
        self.told_sent: set[int] = set()
        self.told = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(moment=st.sampled_from([SAVE_THE_DATE_AT, REMINDER_AT]), has_moved=st.booleans())
    def begin(self, moment: datetime, has_moved: bool) -> None:
        """Mails are queued; perhaps the workshop was moved to the next day since."""
        self.now = moment
        open_deliveries(now=self.now)
        if has_moved:
            self.scene.move(START_AT + DAY, self.now)

    # What time does.

    @rule(step=st.sampled_from([MINUTE / 6, 2 * MINUTE, 11 * MINUTE, 70 * MINUTE, DAY, None, None]))
    def time_passes(self, step: timedelta | None) -> None:
        """For a while, or until the next window opens or ends."""
        rows = Touchpoint.objects.filter(state=TouchpointState.PLANNED)
        moments = {*rows.values_list("opens_at", flat=True), *rows.values_list("expires_at", flat=True)}
        next_one = min((moment for moment in moments if moment and moment > self.now), default=self.now)
        self.now = self.now + step if step else next_one

    # What the ticks do.

    @rule()
    def plan(self) -> None:
        """Planning twice is planning once."""
        open_deliveries(now=self.now)
        first = self.rows()
        open_deliveries(now=self.now)
        assert self.rows() == first

    # What the workers do, a step at a time.

    @rule(name=WORKERS, count=st.integers(1, 4), answer=st.sampled_from(list(ANSWERS)))
    def works(self, name: str, count: int, answer: str) -> None:
        for _ in range(count):
            self.step(name, answer)

    @rule(name=WORKERS, count=st.integers(1, 2), answer=st.sampled_from(list(ANSWERS)))
    def hangs_and_goes_on(self, name: str, count: int, answer: str) -> None:
        """So long that its lease runs out, and the other worker claims what it held."""
        if name in self.workers:
            other = "second" if name == "first" else "first"
            self.workers.pop(other, None)
            self.now += moves.LEASE
            self.claim(other)
            self.works(name, count, answer)

    @rule(name=WORKERS)
    def is_killed(self, name: str) -> None:
        self.workers.pop(name, None)

    @rule(name=WORKERS)
    def renews(self, name: str) -> None:
        if worker := self.workers.get(name):
            before = self.rows()
            moves.renew(worker.chunk, now=self.now)
            assert self.rows() == before

    def step(self, name: str, answer: str) -> None:
        """The worker's next step: claim, write, hand over after the last look, settle."""
        worker = self.workers.get(name)
        if worker is None:
            self.claim(name)
        elif worker.answer:
            self.settle(name, worker)
        elif worker.written:
            self.hand_over(worker, worker.written, answer)
        else:
            worker.written = dispatch.write(worker.chunk[0], worker.run)
            if worker.written is None:
                self.done(name)

    def claim(self, name: str) -> None:
        moves.sweep(now=self.now)
        chunk = moves.claim(Delivery.objects.due(self.now), limit=2, now=self.now)
        if chunk:
            run = dispatch.Run(Way(), self.now, clock=lambda: self.now.timestamp())
            run.take(chunk)
            self.workers[name] = Worker(run, list(chunk))

    def hand_over(self, worker: Worker, written: dispatch.Written, answer: str) -> None:
        worker.written = None
        if written.may_leave(worker.run.now):
            self.judge(worker.chunk[0])
            worker.answer = answer
            self.accepted[worker.chunk[0].pk] += answer.startswith("taken")
        else:
            worker.run.forget()

    def settle(self, name: str, worker: Worker) -> None:
        """Only the token's holder settles."""
        delivery = worker.chunk[0]
        before = Delivery.objects.filter(pk=delivery.pk).values().get()
        error = ANSWERS[worker.answer]
        if error is None:
            settled = moves.settle_sent(delivery, now=self.now)
        else:
            settled = moves.settle_failed(delivery, error=error, now=self.now)
        is_ours = (before["lease"], before["state"]) == (delivery.lease, DeliveryState.CLAIMED)
        assert settled == is_ours
        if not is_ours:
            assert Delivery.objects.filter(pk=delivery.pk).values().get() == before
        elif error is None:
            moves.record_sending(Delivery.objects.filter(pk=delivery.pk))
            self.told_sent.add(delivery.pk)
        self.done(name)

    def done(self, name: str) -> None:
        worker = self.workers[name]
        worker.answer, worker.written = "", None
        worker.chunk.pop(0)
        if not worker.chunk:
            del self.workers[name]

    # What people do; what the program refuses changes nothing.

    @rule(
        change=st.sampled_from(["move", "move", "hold", "hold", "answer", "answer", "release", "cancel"]),
        number=st.integers(0, 7),
    )
    def somebody_changes(self, change: str, number: int) -> None:
        scene, now = self.scene, self.now
        touchpoint = scene.touchpoint(("save-the-date", "reminder")[number % 2])
        if change == "move":
            scene.workshop.refresh_from_db()
            assert scene.workshop.start is not None
            start = scene.workshop.start + (-DAY, DAY, 7 * DAY)[number % 3]
            self.ask(lambda: scene.move(start, now))
        elif change == "hold" and not touchpoint.is_held:
            pk = touchpoint.pk
            self.ask(lambda: services.hold_touchpoint(touchpoint_id=pk, reason="", by=None, now=now))
        elif change == "hold":
            services.release_touchpoint(touchpoint_id=touchpoint.pk, by=None, now=now)
        elif change == "answer":
            partstat = (PartStat.ACCEPTED, PartStat.DECLINED)[number // 2 % 2]
            self.ask(lambda: scene.answer((scene.ada, scene.bo)[number % 2], partstat, now))
        elif change == "release":
            for row in Suppression.objects.active():
                release_suppression(suppression_id=row.pk, by="robin", now=now)
        elif number == 0:
            pk = scene.workshop.pk
            self.ask(lambda: services.cancel(workshop_id=pk, reason="", by=None, now=now))

    def ask(self, change: Any) -> None:
        try:
            with transaction.atomic():
                change()
        except ServiceError:
            pass

    # What providers tell of what they took.

    @rule(number=st.integers(0, 9), words=st.lists(WORDS, min_size=1, max_size=3), data=st.data())
    def provider_tells(self, number: int, words: list[str], data: st.DataObject) -> None:
        """In any order, and more than once."""
        known = sorted(pk for pk, copies in self.accepted.items() if copies)
        if not known:
            return
        delivery = Delivery.objects.get(pk=known[number % len(known)])
        self.told += 1
        with transaction.atomic():
            outcome = self.tell(delivery, data.draw(st.permutations(words)))
            transaction.set_rollback(True)
        assert self.tell(delivery, [*words, *words]) == outcome

    def tell(self, delivery: Delivery, words: list[str]) -> tuple[str, list[str]]:
        for word in words:
            take_event(
                message_id=delivery.message_id,
                kind=word,
                event_id=f"{word}/{self.told}",
                at=self.now,
                reason="",
                now=self.now,
            )
        blocked = Suppression.objects.active().order_by("pk").values_list("reason", flat=True)
        return Delivery.objects.get(pk=delivery.pk).state, list(blocked)

    # What always holds.

    def judge(self, claimed: Delivery) -> None:
        """Nothing leaves early, late, cancelled, held, blocked, of an old revision or of another's claim."""
        row = Delivery.objects.select_related("touchpoint__workshop", "person").get(pk=claimed.pk)
        touchpoint = row.touchpoint
        assert (row.state, row.lease) == ("claimed", claimed.lease), "of another's claim"
        assert row.pk not in self.told_sent, "known as sent"
        assert touchpoint.state == TouchpointState.PLANNED, "cancelled, skipped or done"
        assert touchpoint.held_at is None, "held"
        assert touchpoint.revision == row.revision, "of an old revision"
        assert touchpoint.opens_at is not None
        assert touchpoint.opens_at <= self.now, "early"
        assert touchpoint.expires_at is None or self.now < touchpoint.expires_at, "expired"
        assert not Suppression.objects.filter(email=row.person.email, released_at=None).exists(), "blocked"
        if touchpoint.kind in (TouchpointKind.SAVE_THE_DATE, TouchpointKind.AGENDA, TouchpointKind.REMINDER):
            here = Participant.objects.get(workshop=touchpoint.workshop, person=row.person)
            assert here.partstat != PartStat.DECLINED, "declined"

    def rows(self) -> list[tuple[Any, ...]]:
        return sorted(Delivery.objects.values_list("touchpoint", "revision", "person", "state", "lease"))

    @invariant()
    def each_key_has_one_row(self) -> None:
        keys = [row[:3] for row in self.rows()]
        assert len(keys) == len(set(keys))

    @invariant()
    def history_tells_allowed_moves_up_to_now(self) -> None:
        stories: dict[int, list[tuple[str, str]]] = {}
        for pk, before, after in DeliveryEvent.objects.order_by("pk").values_list(
            "delivery", "from_state", "to_state"
        ):
            stories.setdefault(pk, []).append((before, after))
        states = dict(Delivery.objects.values_list("pk", "state"))
        for pk, story in stories.items():
            assert all(after == before or after in MOVES[before] for before, after in story), story
            assert all(one[1] == two[0] for one, two in pairwise(story)), story
            assert story[-1][1] == states[pk]


def test_engine_keeps_its_promises_under_any_interleaving():
    run_state_machine_as_test(
        Engine,
        settings=settings(
            max_examples=30,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


def test_engine_keeps_back_what_waited_when_the_workshop_moved_to_another_day():
    # Three steps that chance finds too seldom.
    engine = Engine()
    engine.begin(REMINDER_AT, True)
    engine.time_passes(None)
    engine.works("first", 4, "taken")

    assert not engine.accepted
    engine.teardown()
