"""The engine under any interleaving of two workers, people, providers and the clock.

Workers run the real dispatch and stop twice a mail, so that anything may happen in between. What is handed
over is judged by the database as it is at that moment, by rules written down here anew.
"""

import smtplib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import cycle, pairwise
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

from emails.models import Claimed, Delivery, DeliveryEvent, Suppression
from emails.services import dispatch, moves, open_deliveries, release_suppression, runs, take_event
from emails.states import MOVES, DeliveryState
from emails.transport.errors import InDoubt, is_expected
from tests.emails.scenes import DAY, MINUTE, REMINDER_AT, SAVE_THE_DATE_AT, add_person, scheduled_plan
from tests.emails.stepped import LineHandover, Place, SteppedWorker, Stop
from tests.emails.world import CHANGES, PLAN, REFUSALS, World
from tests.examples import examples
from workshops import services
from workshops.models import Participant, Touchpoint
from workshops.states import PartStat, TouchpointState

pytestmark = pytest.mark.django_db

NAMES = ("first", "second")
# Where a worker hangs, and what the server answers then.
HANGS: tuple[tuple[Place, str], ...] = (
    ("written", "taken"),
    ("handed over", "taken"),
    ("handed over", "refused for now"),
    ("handed over", "taken, and the line lost"),
)
WORDS = st.sampled_from(["delivered", "bounced", "complained", "deferred"])
ANSWERS = {
    "taken": None,
    "refused for now": smtplib.SMTPDataError(451, b"try later"),
    "refused for good": smtplib.SMTPDataError(554, b"not wanted"),
    "taken, and the line lost": InDoubt("gone"),
    "not taken, and the line lost": InDoubt("gone"),
}
ANSWER = st.sampled_from(["taken", "taken", *ANSWERS])


class Engine(World, RuleBasedStateMachine):
    # Of what happens to a worker, this comes first.
    first: object = None

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.workers: dict[str, SteppedWorker] = {}
        self.gone: list[SteppedWorker] = []
        # How often the server took each mail, and how often nobody could know.
        self.accepted: Counter[int] = Counter()
        self.doubts: Counter[int] = Counter()
        self.arrived: set[int] = set()
        self.told = 0

    def teardown(self) -> None:
        for worker in (*self.workers.values(), *self.gone):
            worker.end()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(
        moment=st.sampled_from([SAVE_THE_DATE_AT, REMINDER_AT]),
        changes=st.permutations(CHANGES),
        refusals=st.permutations(REFUSALS),
        hangs=st.permutations(HANGS),
    )
    def begin(
        self, moment: datetime, changes: list[str], refusals: list[str], hangs: list[tuple[Place, str]]
    ) -> None:
        """Mails are queued. What happens to a worker comes in turns, so that chance leaves nothing out."""
        self.now = moment
        self.changes, self.refusals = self.in_turns(changes), self.in_turns(refusals)
        self.hangs = self.in_turns(hangs)
        open_deliveries(now=self.now)

    def in_turns(self, things: list[Any]) -> Iterator[Any]:
        return cycle(sorted(things, key=lambda thing: thing != self.first))

    # What time and the ticks do.

    @rule(step=st.sampled_from([MINUTE / 6, MINUTE, 11 * MINUTE, 70 * MINUTE, DAY, None]))
    def time_passes(self, step: timedelta | None) -> None:
        """For a while, or until a minute before the next window opens or ends."""
        rows = Touchpoint.objects.filter(state=TouchpointState.PLANNED)
        moments = {*rows.values_list("opens_at", flat=True), *rows.values_list("expires_at", flat=True)}
        next_one = min((at - MINUTE for at in moments if at and at - MINUTE > self.now), default=self.now)
        self.now = self.now + step if step else next_one

    @rule()
    def plan(self) -> None:
        """Planning twice is planning once."""
        before = self.rows()
        open_deliveries(now=self.now)
        if (first := self.rows()) != before:
            open_deliveries(now=self.now)
        assert self.rows() == first

    # What the workers do, a step at a time.

    @rule(name=st.sampled_from(NAMES), count=st.integers(1, 4), answer=ANSWER)
    def works(self, name: str, count: int, answer: str) -> None:
        for _ in range(count):
            self.step(name, answer)

    @rule(name=st.sampled_from(NAMES))
    def hangs_and_goes_on(self, name: str) -> None:
        """So long that its lease runs out, and the other worker claims what it held."""
        other = NAMES[1 - NAMES.index(name)]
        place, answer = next(self.hangs)
        if self.bring(name, place):
            self.is_killed(other)
            self.now += moves.LEASE
            self.step(other, "taken")
            self.step(name, answer)

    @rule(name=st.sampled_from(NAMES), answer=ANSWER)
    def is_overtaken(self, name: str, answer: str) -> None:
        """By a change of the very mail that it has just written."""
        if stop := self.bring(name, "written"):
            self.change(Delivery.objects.get(pk=stop.delivery_id), next(self.changes))
            # Perhaps past the mail before it, which the server is still taking.
            self.works(name, 2, answer)

    @rule(name=st.sampled_from(NAMES))
    def looks_at_what_changed(self, name: str) -> None:
        """What is claimed after the change is settled by it, and not written in vain again and again."""
        self.is_killed(name)
        self.put_in_order()
        waiting = Delivery.objects.due(self.now).order_by("not_before", "pk").first()
        if waiting is not None:
            self.change(waiting, next(self.refusals))
            self.step(name, "taken")
            worker = self.workers.get(name)
            written = worker.stop if worker else None
            self.step(name, "taken")
            if worker and written:
                assert worker.stop not in (None, written), "in vain"

    @rule(name=st.sampled_from(NAMES))
    def is_killed(self, name: str) -> None:
        worker = self.workers.pop(name, None)
        if worker and worker.stop:
            self.gone.append(worker)
            if worker.stop.place == "handed over":
                self.accepted[worker.stop.delivery_id] += 1
                self.doubts[worker.stop.delivery_id] += 1

    def bring(self, name: str, place: Place) -> Stop | None:
        """The worker to the next such place; None where it comes to none."""
        # Where a mail is in the server's hands, the next was written meanwhile.
        for _ in range(5):
            worker = self.workers.get(name)
            if worker is None:
                self.put_in_order()
            elif worker.stop and worker.stop.place == place:
                return worker.stop
            self.step(name, "taken")
        return None

    def step(self, name: str, answer: str) -> None:
        """The worker's way to its next stop. Of others' mails it leaves its hands."""
        worker = self.workers.get(name)
        stop = worker.stop if worker else None
        others = {
            pk: (state, lease)
            for pk, state, lease in Delivery.objects.filter(
                state=DeliveryState.CLAIMED, lease_until__gt=self.now
            ).values_list("pk", "state", "lease")
            if stop is None or lease != stop.lease
        }
        if worker is None:
            self.workers[name] = worker = SteppedWorker(now=self.now, on_leaving=self.judge)
        else:
            self.note(stop, answer)
            worker.go_on(ANSWERS[answer])
        if worker.stop is None:
            worker.end()
            del self.workers[name]
        rows = Delivery.objects.filter(pk__in=others).values_list("pk", "state", "lease")
        assert {pk: (state, lease) for pk, state, lease in rows} == others, "another's claim was settled"

    def note(self, stop: Stop | None, answer: str) -> None:
        if stop and stop.place == "handed over":
            is_ours = Delivery.objects.filter(pk=stop.delivery_id, lease=stop.lease).exists()
            self.accepted[stop.delivery_id] += answer.startswith("taken")
            self.doubts[stop.delivery_id] += answer.startswith("taken,") or not is_ours

    # What people do; what the program refuses changes nothing.

    @rule(change=st.sampled_from(CHANGES), number=st.integers(0, 9))
    def somebody_changes(self, change: str, number: int) -> None:
        rows = Delivery.objects.order_by("pk")
        if count := rows.count():
            self.change(rows[number % count], change, number)

    @rule(number=st.integers(0, 4))
    def somebody_releases(self, number: int) -> None:
        """Or, seldom, calls the workshop off."""
        for touchpoint in Touchpoint.objects.filter(held_at__isnull=False):
            services.release_touchpoint(touchpoint_id=touchpoint.pk, by=None, now=self.now)
        for row in Suppression.objects.active():
            release_suppression(suppression_id=row.pk, by="robin", now=self.now)
        if number == 0:
            pk = self.scene.workshop.pk
            self.ask(lambda: services.cancel(workshop_id=pk, reason="", by=None, now=self.now))

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

    def judge(self, stop: Stop) -> None:
        """Nothing leaves early, late, cancelled, held, blocked, of an old revision or of another's claim."""
        row = Delivery.objects.select_related("touchpoint", "person").get(pk=stop.delivery_id)
        touchpoint = row.touchpoint
        assert (row.state, row.lease) == ("claimed", stop.lease), "of another's claim"
        assert row.lease_until is not None
        assert row.lease_until > self.now, "with its lease run out"
        assert row.pk not in self.arrived, "known as sent"
        assert touchpoint.state == TouchpointState.PLANNED, "cancelled, skipped or done"
        assert touchpoint.held_at is None, "held"
        assert touchpoint.revision == row.revision, "of an old revision"
        assert touchpoint.opens_at is not None
        assert touchpoint.opens_at <= self.now, "early"
        assert touchpoint.expires_at is None or self.now < touchpoint.expires_at, "expired"
        assert not Suppression.objects.filter(email=row.person.email, released_at=None).exists(), "blocked"
        if touchpoint.kind in PLAN:
            here = Participant.objects.get(workshop=self.scene.workshop, person=row.person)
            assert (here.removed_at, here.partstat == PartStat.DECLINED) == (None, False), "not addressed"

    def rows(self) -> list[tuple[Any, ...]]:
        return sorted(Delivery.objects.values_list("touchpoint", "revision", "person", "state", "lease"))

    @invariant()
    def each_key_has_one_row_and_no_copy_that_nothing_explains(self) -> None:
        rows = list(Delivery.objects.values_list("touchpoint", "revision", "person", "pk", "state"))
        assert len(rows) == len({row[:3] for row in rows})
        self.arrived |= {pk for *_, pk, state in rows if state in ("sent", "delivered", "complained")}
        assert all(copies <= 1 + self.doubts[pk] for pk, copies in self.accepted.items())

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


@contextmanager
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Engine]]:
    """A plan with two mails for three people, in which each example begins, and ends without a trace."""

    class Here(Engine):
        def __init__(self) -> None:
            super().__init__()
            # A pass lasts as long as the machine has it last.
            monkeypatch.setattr(runs.Run, "now", property(lambda run: self.now))

    settle_failed = moves.settle_failed

    def settle_failed_aloud(delivery: Claimed, *, error: Exception, **values: Any) -> bool:
        # A stand-in out of step with the dispatch would else look like a server that takes nothing.
        if not is_expected(error):
            raise error
        return settle_failed(delivery, error=error, **values)

    Here.TestCase.settings = settings(deadline=None)
    monkeypatch.setattr(dispatch, "way_out", LineHandover)
    monkeypatch.setattr(moves, "settle_failed", settle_failed_aloud)
    Here.scene = scheduled_plan()
    Touchpoint.objects.exclude(kind__in=PLAN).delete()
    add_person(Here.scene, "Cy Heron")
    yield Here


def test_engine_keeps_its_promises_under_any_interleaving(monkeypatch):
    with world(monkeypatch) as engine:
        run_state_machine_as_test(
            engine,
            settings=settings(
                max_examples=examples(30),
                stateful_step_count=30,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                database=None,
            ),
        )
