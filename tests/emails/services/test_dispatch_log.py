"""What the log tells of the mails."""

import logging
from smtplib import SMTPDataError

import pytest

from emails.services import tick
from tests.emails.scenes import SAVE_THE_DATE_AT, scheduled_plan

pytestmark = pytest.mark.django_db


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[str, object, object]]:
    return [
        (record.levelname, getattr(record, "delivery", None), getattr(record, "touchpoint", None))
        for record in caplog.records
        if record.name == "emails.services.dispatch"
    ]


def test_mails_that_were_sent_leave_a_line_with_their_ids(caplog):
    touchpoint = scheduled_plan().touchpoint("save-the-date")

    with caplog.at_level(logging.INFO):
        tick(now=SAVE_THE_DATE_AT)

    ids = touchpoint.deliveries.order_by("pk").values_list("pk", flat=True)
    [line] = [record for record in caplog.records if record.name == "emails.services.runs"]
    assert line.getMessage() == f"touchpoint {touchpoint.pk}: sent {' '.join(map(str, ids))}"
    assert (line.touchpoint, line.deliveries) == (touchpoint.pk, list(ids))


def test_failed_mail_leaves_a_line_with_its_ids(caplog, monkeypatch):
    touchpoint = scheduled_plan().touchpoint("save-the-date")

    def refuse(self, messages):
        raise SMTPDataError(554, b"not this one")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    with caplog.at_level(logging.INFO):
        tick(now=SAVE_THE_DATE_AT)

    ids = touchpoint.deliveries.order_by("pk").values_list("pk", flat=True)
    assert [line for line in told(caplog) if line[1]] == [("WARNING", pk, touchpoint.pk) for pk in ids]
