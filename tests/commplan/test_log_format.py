"""Log lines as JSON."""

import json
import logging
import sys

from commplan.log_format import JsonFormatter


def formatted(**values: object) -> str:
    record = logging.makeLogRecord({"name": "emails", "levelname": "WARNING", "created": 0.5, **values})
    return JsonFormatter().format(record)


def test_line_is_an_object_with_the_ids_it_was_given():
    line = formatted(msg="delivery %s failed", args=(7,), delivery=7, touchpoint=3)

    assert json.loads(line) == {
        "time": "1970-01-01T00:00:00.500000+00:00",
        "level": "WARNING",
        "logger": "emails",
        "message": "delivery 7 failed",
        "delivery": 7,
        "touchpoint": 3,
    }


def test_event_stays_one_line_whatever_its_message():
    assert "\n" not in formatted(msg='two\nlines and a "quote"')


def test_traceback_is_kept():
    try:
        raise ValueError("no such thing")
    except ValueError:
        line = formatted(msg="failed", exc_info=sys.exc_info())

    assert json.loads(line)["traceback"].endswith("ValueError: no such thing")


def test_what_is_no_json_becomes_text():
    assert json.loads(formatted(msg="moved", at=json))["at"].startswith("<module")
