"""Several beats and workers, a broker that forgets and a database that falls: the rows know what is due."""

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from tests.faults.servers import Installation, Line, Postgres, Redis, wait_until
from tests.faults.smtp_server import Answer, SmtpServer, Stage

# A worker's lease and one tick: so long may a mail wait for a worker that is gone.
PATIENCE = 150
UNFINISHED = ("queued", "claimed", "retry")


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with Postgres() as running:
        yield running


@pytest.fixture
def line(redis: Redis) -> Iterator[Line]:
    with Line(redis.port) as way:
        yield way


@pytest.fixture
def installation(
    postgres: Postgres, line: Line, server: SmtpServer, is_long: bool, tmp_path: Path
) -> Iterator[Installation]:
    lease = 120 if is_long else 8
    with Installation(
        database_url=postgres.url,
        broker_url=line.url,
        email_url=server.url,
        lease=lease,
        log=tmp_path / "celery.log",
    ) as running:
        # The tables stay from test to test, and their rows go.
        command = ["flush", "--no-input"] if postgres.has_tables() else ["migrate"]
        running.run("manage.py", *command, "--verbosity=0")
        yield running


def start_workers(installation: Installation, *, beats: int) -> None:
    for _ in range(beats):
        installation.start("beat", "--scheduler=celery.beat:Scheduler", "--pidfile=")
    for number in range(2):
        installation.start("worker", "--concurrency=2", f"--hostname=worker{number}@%h")


def last_tick(postgres: Postgres) -> datetime | None:
    with psycopg.connect(postgres.url) as connection:
        row = connection.execute("SELECT finished_at FROM emails_heartbeat").fetchone()
    return row[0] if row else None


def is_finished(postgres: Postgres) -> bool:
    states = postgres.states()
    return bool(states) and not any(states[state] for state in UNFINISHED)


def test_two_beats_and_two_workers_send_each_mail_once(
    postgres, redis, server, installation, is_long, report
):
    mails = 10_000 if is_long else 200
    installation.run("-m", "tests.faults.scene", f"--mails={mails}")

    start_workers(installation, beats=2)
    seconds = wait_until(lambda: is_finished(postgres), seconds=600)

    assert postgres.states() == {"sent": mails}
    assert len(server.mails) == len(server.copies) == mails
    report(f"two beats, two workers: {mails} mails once each in {seconds:.0f} s")


def test_sending_goes_on_after_redis_and_postgresql_fell(
    postgres, redis, server, installation, is_long, report
):
    mails = 1_000 if is_long else 320

    def slowly(stage: Stage, recipient: str) -> Answer | None:
        return Answer("250 taken", after=0.05, takes=True) if stage == "end" else None

    def goes_on(before: int) -> bool:
        installation.restart_ended()
        return len(server.mails) > before or is_finished(postgres)

    def grows() -> float:
        before = len(server.mails)
        return wait_until(lambda: goes_on(before), seconds=PATIENCE)

    server.script = slowly
    installation.run("-m", "tests.faults.scene", f"--mails={mails}")
    start_workers(installation, beats=1)
    wait_until(lambda: len(server.mails) > 20, seconds=60)

    redis.stop()
    time.sleep(2)
    redis.start()
    after_redis = grows()
    redis.flush()
    after_flush = grows()
    redis.refuse_writes(for_seconds=2)
    after_memory = grows()
    postgres.cut_connections()
    after_cut = grows()
    postgres.refuse_writes(for_seconds=1)
    after_standby = grows()
    postgres.restart_immediately()
    after_postgres = grows()
    wait_until(lambda: is_finished(postgres), seconds=2 * PATIENCE + mails / 4)

    assert set(postgres.states()) <= {"sent", "uncertain"}
    assert len(server.copies) == mails
    # Two workers of two processes each were kept from their database three times; and a crash of PostgreSQL
    # takes along what was committed within three of its writer's rounds, at 20 mails a second and process.
    assert len(server.mails) - mails <= 3 * 4 + 4 * 20 * 0.6
    report(
        f"first mail {after_redis:.1f} s after Redis came back, {after_flush:.1f} s after it was flushed, "
        f"{after_memory:.1f} s after its memory was full, {after_cut:.1f} s after PostgreSQL's connections "
        f"were cut, {after_standby:.1f} s after it took no writes, {after_postgres:.1f} s after its crash; "
        f"{len(server.mails) - mails} extra copies"
    )


def test_ticks_go_on_after_redis_hung_locked_out_and_lost_its_line(
    postgres, redis, line, installation, is_long, report
):
    def until_next_tick() -> float:
        before = last_tick(postgres)
        return wait_until(lambda: last_tick(postgres) != before, seconds=PATIENCE)

    start_workers(installation, beats=1)
    until_next_tick()

    redis.freeze(for_seconds=40 if is_long else 3)
    after_freeze = until_next_tick()
    redis.lock_out(for_seconds=6 if is_long else 2)
    after_lock = until_next_tick()
    line.go_dead()
    # Ticks that the worker had heard of already.
    time.sleep(1.5)
    after_line = until_next_tick()

    report(
        f"next tick {after_freeze:.1f} s after Redis hung, {after_lock:.1f} s after it asked for another "
        f"password, {after_line + 1.5:.1f} s after its connections led nowhere"
    )
