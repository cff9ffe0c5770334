"""How many mails a second leave, beside raw smtplib and the usual ways, in one run on one machine.

Run by hand: `python -m tests.benchmarks.sending [--mails 10000] [--rounds 3] [--pinned]`. It makes a database
of its own on the server of DATABASE_URL (SQLite without one) and drops it again; Celery's tasks go over
CELERY_BROKER_URL (in memory without one). All send the same mails (text, HTML and invitation) to a sink in a
process of its own. The rounds are interleaved, and the figures medians: they are to be compared within one
run. Ours is the whole pipeline: open, reconcile, claim, render, send, and commit each mail's result before
the next mail's data. `pip install -e '.[bench]'` brings what else is measured, and the faster sink.
"""

import argparse
import json
import os
import smtplib
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, replace

from tests.benchmarks.database import own_database, set_up, tidy
from tests.benchmarks.sink import running_sink

# Ten times slower ways send a tenth: a rate is a rate.
SLOW = {"one task a mail": None, "post_office": "post_office", "celery_email": "djcelery_email"}


@dataclass(frozen=True, slots=True)
class Figure:
    rate: float
    # Milliseconds of the sending process a mail: what hangs least on what else the machine does.
    cpu: float
    statements: float
    megabytes: float


def run_way(
    way: str, mails: int, port: int, variables: dict[str, str], cores: set[int] | None, *more: str
) -> Figure:
    """One way's figures. Raises SystemExit with its own words where it fails or loses a mail."""
    before = _taken(port)
    with tempfile.TemporaryFile("w+") as words:
        process = subprocess.Popen(
            [
                sys.executable,
                "-W",
                "ignore",
                "-m",
                "tests.benchmarks.ways",
                way,
                "--mails",
                str(mails),
                *more,
            ],
            env={
                **os.environ,
                **variables,
                "EMAIL_URL": f"smtp://127.0.0.1:{port}",
                # As `manage.py worker` has it; the peers have pages in the admin.
                "HAS_PAGES": str(way in SLOW).lower(),
                "BENCHMARK_PEERS": SLOW.get(way) or "",
            },
            stdout=subprocess.PIPE,
            stderr=words,
            text=True,
        )
        if cores:
            os.sched_setaffinity(process.pid, cores)
        answer, _ = process.communicate()
        words.seek(0)
        if process.returncode:
            raise SystemExit(f"{way} failed:\n{words.read()[-3000:]}")
    if _taken(port) - before != mails:
        raise SystemExit(f"{way}: {_taken(port) - before} of {mails} mails arrived.")
    found = json.loads(answer.splitlines()[-1])
    cpu, statements = 1000 * found["cpu"] / mails, 100 * found["statements"] / mails
    return Figure(mails / found["seconds"], cpu, statements, found["megabytes"])


def _taken(port: int) -> int:
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as smtp:
        return int(smtp.noop()[1])


def measure(mails: int, rounds: int, cores: set[int] | None, slow: list[str]) -> dict[str, list[Figure]]:
    """For each way its figures, round by round."""
    from django.utils import timezone

    from tests.benchmarks import audience
    from tests.benchmarks.settings import PEERS

    figures: dict[str, list[Figure]] = defaultdict(list)
    statements: dict[str, float] = {}
    slow = [way for way in slow if SLOW[way] is None or SLOW[way] in PEERS]
    with own_database() as variables, running_sink(cores) as port:
        audience.fill(mails, now=timezone.now())
        for number in range(rounds + 1):
            for way in ["raw", "ours", *slow]:
                audience.forget_mails()
                tidy()
                share = max(1, mails // 10) if way in slow else mails
                # Once for their statements alone: to be counted they take a longer way.
                if number == rounds:
                    statements[way] = run_way(way, share, port, variables, cores, "--counted").statements
                else:
                    figures[way].append(run_way(way, share, port, variables, cores))
    return {way: [replace(row, statements=statements[way]) for row in rows] for way, rows in figures.items()}


def report(figures: dict[str, list[Figure]]) -> None:
    raw, ours = figures["raw"], figures["ours"]
    heads = f"{'way':<16} {'mails/s':>8} {'of raw':>7} {'ours is':>9} {'CPU ms':>7}"
    print(f"{heads} {'statements/100':>15} {'peak MB':>8}")
    for way, rows in figures.items():
        rate, cpu, statements = (
            statistics.median(getattr(row, name) for row in rows) for name in ("rate", "cpu", "statements")
        )
        of_raw = statistics.median(one.rate / other.rate for one, other in zip(rows, raw, strict=True))
        times = statistics.median(one.rate / other.rate for one, other in zip(ours, rows, strict=True))
        print(
            f"{way:<16} {rate:>8,.0f} {of_raw:>7.2f} {times:>8.1f}× {cpu:>7.2f} {statements:>15.1f} "
            f"{max(row.megabytes for row in rows):>8.0f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pinned", action="store_true", help="program and sink on one core")
    parser.add_argument("--against", nargs="*", choices=SLOW, default=list(SLOW), help="beside raw smtplib")
    options = parser.parse_args()
    set_up()
    cores = {min(os.sched_getaffinity(0))} if options.pinned else None
    figures = measure(options.mails, options.rounds, cores, options.against)
    from django.db import connection

    where = "one core for program and sink" if cores else "all cores"
    print(f"{options.mails:,} mails on {connection.vendor}, {where}, medians of {options.rounds} rounds")
    report(figures)
    if missing := [way for way in options.against if way not in figures]:
        print(f"Not installed, so not measured: {', '.join(missing)}.")


if __name__ == "__main__":
    main()
