"""A plan played before anything leaves."""

import json
from email import message_from_bytes, policy
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from emails.models import Delivery, Hold
from emails.services import open_deliveries
from emails.services.moves import claim
from emails.services.rehearsal import RehearsalError, rehearse
from tests.emails.scenes import AGENDA_AT, SAVE_THE_DATE_AT, record_recap, run_tick, scheduled_plan
from tests.factories.workshops import OpenQuestionFactory
from workshops import services
from workshops.models import Touchpoint

pytestmark = pytest.mark.django_db


def played(workshop_id: int, **options: str) -> list[tuple[str, str, str]]:
    return [
        (mail.touchpoint, mail.person, mail.at_local.isoformat())
        for mail in rehearse(workshop_id, **options).mails
    ]


def test_draft_is_played_from_its_first_touchpoint_to_its_last():
    scene = scheduled_plan(schedule_at=None)
    record_recap(scene, "We keep the nightly load.", AGENDA_AT)
    OpenQuestionFactory(workshop=scene.workshop)

    mails = played(scene.workshop.pk)

    assert mails == [
        (touchpoint, person, at)
        for touchpoint, at in [
            ("Save the date", "2026-12-07T09:00:00+01:00"),
            ("Agenda and pre-work", "2026-12-11T09:00:00+01:00"),
            ("Reminder", "2026-12-14T08:00:00+01:00"),
            ("Recap and actions", "2026-12-14T12:00:00+01:00"),
            ("Follow-up", "2026-12-17T09:00:00+01:00"),
        ]
        for person in ("Ada Quill", "Bo Finch")
    ]


def test_those_who_never_answer_are_asked_once_and_get_no_agenda():
    scene = scheduled_plan()

    mails = played(scene.workshop.pk, rsvp="needs-action")

    assert [touchpoint for touchpoint, _, _ in mails] == (
        ["Save the date"] * 2 + ["Request to answer"] * 2 + ["Reminder"] * 2
    )


def test_answers_already_given_stay():
    scene = scheduled_plan()
    scene.answer(scene.bo, "declined", AGENDA_AT)

    people = {person for _, person, _ in played(scene.workshop.pk)}

    assert people == {"Ada Quill"}


def test_play_tells_what_is_held_and_what_is_skipped():
    scene = scheduled_plan()

    rehearsal = rehearse(scene.workshop.pk)

    assert [(row.touchpoint, row.reasons) for row in rehearsal.held] == [
        ("Recap and actions", ("The recap is not recorded yet.",))
    ]
    assert [(row.touchpoint, row.reasons) for row in rehearsal.skipped] == [
        ("Follow-up", ("Skipped: no design question is open and no approval is pending.",))
    ]


def test_touchpoint_held_until_its_time_is_over_is_told_as_held():
    scene = scheduled_plan()
    scene.workshop.location = ""
    scene.workshop.save()

    rehearsal = rehearse(scene.workshop.pk)

    held = {row.touchpoint: row.reasons for row in rehearsal.held}
    assert held["Save the date"] == ("The place or link of the workshop is not set.",)
    assert rehearsal.mails == []


def test_play_leaves_no_trace(mailoutbox):
    scene = scheduled_plan()
    run_tick(SAVE_THE_DATE_AT)
    before = (
        list(Delivery.objects.order_by("pk").values()),
        list(Touchpoint.objects.order_by("pk").values()),
        list(Hold.objects.values()),
        list(scene.workshop.participants.order_by("pk").values()),
        list(scene.workshop.history.values()),
        len(mailoutbox),
    )

    rehearse(scene.workshop.pk)

    after = (
        list(Delivery.objects.order_by("pk").values()),
        list(Touchpoint.objects.order_by("pk").values()),
        list(Hold.objects.values()),
        list(scene.workshop.participants.order_by("pk").values()),
        list(scene.workshop.history.values()),
        len(mailoutbox),
    )
    assert after == before


def test_other_workshops_take_no_part_in_the_play():
    scene = scheduled_plan()
    scheduled_plan()

    mails = played(scene.workshop.pk)

    assert len(mails) == 6


def test_play_takes_nothing_out_of_the_hands_of_workers():
    """Locked until the end of the play, it could not be settled as long."""
    scene, other = scheduled_plan(), scheduled_plan()
    open_deliveries(now=SAVE_THE_DATE_AT, workshop_id=other.workshop.pk)
    claim(limit=10, now=SAVE_THE_DATE_AT)

    with CaptureQueriesContext(connection) as queries:
        rehearse(scene.workshop.pk)

    assert [query["sql"] for query in queries if "did not report back" in query["sql"]] == []


def test_plan_half_carried_out_is_played_whole():
    scene = scheduled_plan()
    run_tick(SAVE_THE_DATE_AT)
    run_tick(AGENDA_AT)

    mails = played(scene.workshop.pk)

    assert [touchpoint for touchpoint, _, _ in mails][:2] == ["Save the date"] * 2


def test_touchpoint_that_the_manager_skipped_stays_skipped(manager):
    scene = scheduled_plan()
    touchpoint = scene.touchpoint("reminder")
    services.skip_touchpoint(touchpoint_id=touchpoint.pk, reason="Not needed.", by=manager, now=AGENDA_AT)

    rehearsal = rehearse(scene.workshop.pk)

    assert "Reminder" not in {mail.touchpoint for mail in rehearsal.mails}
    assert ("Reminder", ("Not needed.",)) in [(row.touchpoint, row.reasons) for row in rehearsal.skipped]


def test_workshop_without_a_date_cannot_be_played():
    scene = scheduled_plan(schedule_at=None)
    scene.workshop.start = None
    scene.workshop.save()

    with pytest.raises(RehearsalError, match="no date yet"):
        rehearse(scene.workshop.pk)


def test_command_writes_mails_json_and_page(tmp_path):
    scene = scheduled_plan()
    out = StringIO()

    call_command("rehearse", scene.workshop.pk, out=str(tmp_path), stdout=out)

    told = json.loads((tmp_path / "rehearsal.json").read_text())
    first = told["mails"][0]
    mail = message_from_bytes((tmp_path / first["file"]).read_bytes(), policy=policy.default)
    assert first == {
        "touchpoint": "Save the date",
        "person": "Ada Quill",
        "email": "ada@example.org",
        "at_utc": "2026-12-07T08:00:00+00:00",
        "at_local": "2026-12-07T09:00:00+01:00",
        "subject": "Save the date: Pipeline Design",
        "file": "0001-save-the-date-ada-quill.eml",
    }
    assert set(told) == {"mails", "held", "skipped"}
    assert (mail["Subject"], mail["To"]) == (first["subject"], "Ada Quill <ada@example.org>")
    assert "0001-save-the-date-ada-quill.eml" in (tmp_path / "index.html").read_text()
    assert out.getvalue().startswith("6 mails, 1 held, 1 skipped")


def test_same_plan_gives_the_same_files(tmp_path):
    scene = scheduled_plan(schedule_at=None)

    for name in ("first", "second"):
        call_command("rehearse", scene.workshop.pk, out=str(tmp_path / name), stdout=StringIO())

    first, second = (
        {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("first", "second")
    )
    assert first == second


def test_second_play_into_a_folder_leaves_no_mail_of_the_first(tmp_path):
    scene = scheduled_plan()
    call_command("rehearse", scene.workshop.pk, out=str(tmp_path), stdout=StringIO())
    services.remove_participant(participant_id=scene.bo.pk, by=None, now=AGENDA_AT)

    call_command("rehearse", scene.workshop.pk, out=str(tmp_path), stdout=StringIO())

    assert len(list(tmp_path.glob("*.eml"))) == 3


def test_command_says_clearly_what_is_wrong(tmp_path):
    with pytest.raises(CommandError, match="There is no workshop 999999"):
        call_command("rehearse", 999999, out=str(tmp_path))
