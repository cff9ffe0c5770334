"""A broker that hangs, lets nobody in, or is behind connections that lead nowhere: ticks go on."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from tests.faults.servers import Installation, Line, Postgres, Redis, wait_until
from tests.faults.smtp_server import SmtpServer

# A lost tick and the one after it, with room for a machine that is busy.
PATIENCE = 60


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    with Postgres() as running:
        yield running


@pytest.fixture
def redis() -> Iterator[Redis]:
    with Redis() as running:
        yield running


@pytest.fixture
def line(redis: Redis) -> Iterator[Line]:
    with Line(redis.port) as way:
        yield way


@pytest.fixture
def installation(
    postgres: Postgres, line: Line, server: SmtpServer, tmp_path: Path
) -> Iterator[Installation]:
    with Installation(
        postgres=postgres, redis=line, email_url=server.url, lease=8, log=tmp_path / "celery.log"
    ) as running:
        running.run("manage.py", "migrate", "--verbosity=0")
        yield running


def last_tick(postgres: Postgres) -> datetime | None:
    with psycopg.connect(postgres.url) as connection:
        row = connection.execute("SELECT finished_at FROM emails_heartbeat").fetchone()
    return row[0] if row else None


def test_ticks_go_on_after_redis_hung_locked_out_and_lost_its_line(
    postgres, redis, line, installation, is_long, report
):
    def until_next_tick() -> float:
        before = last_tick(postgres)
        return wait_until(lambda: last_tick(postgres) != before, seconds=PATIENCE)

    installation.start("beat", "--scheduler=celery.beat:Scheduler", "--pidfile=")
    installation.start("worker", "--concurrency=2", "--hostname=worker@%h")
    until_next_tick()

    redis.freeze(for_seconds=40 if is_long else 4)
    after_freeze = until_next_tick()
    redis.lock_out(for_seconds=6 if is_long else 2)
    after_lock = until_next_tick()
    line.go_dead()
    after_line = until_next_tick()

    report(
        f"next tick {after_freeze:.1f} s after Redis hung, {after_lock:.1f} s after it asked for another "
        f"password, {after_line:.1f} s after its connections led nowhere"
    )
