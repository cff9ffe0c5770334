"""What one pass of the sending loop holds in its hands."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from emails.elapsed import elapsed
from emails.facts import facts
from emails.gates import Verdict, gate
from emails.message.mail import MailContext
from emails.models import Claimed
from emails.services import moves
from emails.services.last_look import Reading
from emails.services.turns import Expected, Sent, turn
from emails.transport.handover import Handover
from workshops.models import Touchpoint

logger = logging.getLogger(__name__)

# With a slow server a chunk takes long: what a mail says is read anew after this time, in seconds. Answers,
# removals, the slot, holds and addresses, blocked or corrected, are looked at for every single mail.
FRESH: Final = 5
# A server that needs longer than this, in seconds, from the last look to asking for the mail itself gets it
# after one more look.
PROMPT: Final = 0.05
# The first mails of a pass show how fast the server is: a chunk is to take no longer than this, in seconds.
FIRST: Final = 10
CHUNK_SECONDS: Final = 5
# Few enough that what was read for them is fresh, many enough that reading it weighs little.
CHUNK: Final = 500
# A pass that takes longer, in seconds, puts back what it holds: other touchpoints may have opened.
LONGEST_PASS: Final = 30
# A lease is held with at least this much, in seconds, less than its full time left.
KEEP_UP: Final = 10


def never() -> bool:
    """Who is not to end before its work is done."""
    return False


@dataclass(slots=True)
class Prepared:
    """A touchpoint's mails of one chunk."""

    context: MailContext
    verdict: Verdict

    @property
    def sequence(self) -> int:
        return self.context.facts.workshop.sequence


@dataclass(frozen=True, slots=True)
class Written:
    """A mail with nothing but its handing over left, and what it was written by."""

    mail: Any
    delivery: Claimed
    email: str
    reading: Reading
    sequence: int

    @property
    def expected(self) -> Expected:
        return self.reading.expected(self.delivery, sequence=self.sequence, email=self.email)


@dataclass(slots=True)
class Run:
    """One pass of one worker: its way out, its clock, and what it has read for its chunk."""

    way: Handover[Any]
    started_at: datetime
    clock: Callable[[], float] = elapsed
    begun: float = field(init=False)
    chunk: list[Claimed] = field(default_factory=list)
    # Which of the chunk is at hand.
    at: int = 0
    reading: Reading | None = None
    prepared: dict[int, Prepared] = field(default_factory=dict)
    # Outlast a chunk: a mail is worked out once for all who get it in a while.
    texts: dict[int, tuple[MailContext, Verdict]] = field(default_factory=dict)
    # By `clock`, when it was read, and when the leases were last renewed.
    read_at: float | None = None
    kept_up_at: float | None = None
    # By `clock`, when the mail at hand was looked at last.
    looked_at: float = 0
    # Whether the process is to end.
    is_stopped: Callable[[], bool] = never
    # Taken by the server, and not settled yet.
    pending: Sent | None = None
    # The next mail, composed meanwhile.
    ahead: Written | None = None
    # What was sent, and the log does not tell yet.
    untold: list[Claimed] = field(default_factory=list)
    # How many mails went over the connection that is open.
    carried: int = 0
    sent: int = 0

    def __post_init__(self) -> None:
        self.begun = self.clock()

    @property
    def now(self) -> datetime:
        """The tick's moment and what has passed since: a lease must not run out while we work."""
        return self.started_at + timedelta(seconds=self.clock() - self.begun)

    @property
    def batch(self) -> int:
        """How many mails to take on next, by how fast the server took those before."""
        if not self.sent:
            return FIRST
        pace = self.sent / max(self.clock() - self.begun, 0.001)
        return min(CHUNK, max(FIRST, int(pace * CHUNK_SECONDS)))

    @property
    def must_end(self) -> bool:
        """Whether what is not sent yet is to be put back."""
        return self.is_stopped() or self.clock() - self.begun > LONGEST_PASS

    def may_leave(self, written: Written) -> bool:
        """Whether a mail may leave for which the server asks now: looked at once more where that took time.

        Its lease then outlasts the server's answer.
        """
        if self.clock() - self.looked_at <= PROMPT:
            return True
        self.keep_up()
        _, may_leave = turn(None, written.expected, now=self.now)
        return may_leave

    def take(self, chunk: list[Claimed]) -> None:
        self.chunk, self.at, self.kept_up_at = chunk, 0, self.clock()
        self.reading, self.prepared, self.ahead = None, {}, None

    @property
    def waiting(self) -> list[Claimed]:
        """What is left of the chunk, with what is at hand."""
        return self.chunk[self.at :]

    def forget(self) -> None:
        self.reading, self.prepared, self.texts, self.read_at = None, {}, {}, None
        self.ahead = None

    @property
    def is_fresh(self) -> bool:
        return self.read_at is not None and self.clock() - self.read_at <= FRESH

    def note_sent(self, sent: Sent) -> None:
        """The server took it; it is settled with the last look at the next."""
        self.pending = sent
        self.untold.append(sent.delivery)
        self.carried += 1
        self.sent += 1

    def hang_up(self) -> None:
        self.way.close()
        self.carried, self.ahead = 0, None

    def settle(self) -> None:
        """Write down that the mail before was sent, where that is still to be done.

        The lease tells whether that is still ours to do.
        """
        if self.pending is None:
            return
        turn(self.pending, None, now=self.now)
        self.pending = None

    def read(self) -> Reading:
        """What decides about the chunk's mails, as of a moment ago."""
        if not self.is_fresh:
            self.forget()
            self.read_at = self.clock()
        if self.reading is None:
            self.reading = Reading.of(self.waiting)
        return self.reading

    def prepare(self, touchpoint: Touchpoint) -> Prepared:
        """What the touchpoint's mails of this chunk have in common, read once for all of them."""
        if touchpoint.pk not in self.prepared:
            self.prepared[touchpoint.pk] = Prepared(*self.text(touchpoint))
        return self.prepared[touchpoint.pk]

    def text(self, touchpoint: Touchpoint) -> tuple[MailContext, Verdict]:
        """What the touchpoint says, and whether it is fit to go, as of a moment ago."""
        if touchpoint.pk not in self.texts:
            known = facts(touchpoint.workshop_id)
            self.texts[touchpoint.pk] = MailContext(touchpoint, known), gate(touchpoint, known)
        return self.texts[touchpoint.pk]

    def keep_up(self) -> None:
        """Hold the rest of the chunk for another while, and tell the log what was sent so far."""
        if self.kept_up_at is None or self.clock() - self.kept_up_at < KEEP_UP:
            return
        self.kept_up_at = self.clock()
        moves.renew(self.waiting, now=self.now)
        self.tell()

    def tell(self) -> None:
        """Tell the log what was sent since the last time."""
        ids: dict[int, list[int]] = {}
        for delivery in self.untold:
            ids.setdefault(delivery.touchpoint_id, []).append(delivery.pk)
        self.untold = []
        for touchpoint_id, sent in ids.items():
            logger.info(
                "touchpoint %s: sent %s",
                touchpoint_id,
                " ".join(map(str, sent)),
                extra={"touchpoint": touchpoint_id, "deliveries": sent},
            )
