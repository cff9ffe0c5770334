"""Every text that was ready is kept; a correction tells what the newest changes."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from tests.factories.workshops import RecapFactory, RecapSectionFactory, TouchpointFactory
from workshops import services
from workshops.selectors import recap as selectors
from workshops.selectors.participant import told_recap
from workshops.services.recap_versions import send_correction
from workshops.states import Audience, TouchpointKind, TouchpointState

pytestmark = pytest.mark.django_db


@pytest.fixture
def recap():
    recap = RecapFactory()
    RecapSectionFactory(recap=recap, heading="Decisions", text="- Load at night")
    RecapSectionFactory(recap=recap, heading="Actions", lists_actions=True)
    return recap


@pytest.fixture
def mail(recap, early):
    """The recap's mail, whose window is open."""
    return TouchpointFactory(
        workshop=recap.workshop, kind=TouchpointKind.RECAP, opens_at=early, expires_at=None
    )


def ready(recap, early, text=None, by=None):
    if text is not None:
        section = recap.sections.get(heading="Decisions")
        services.reopen_recap(workshop_id=recap.workshop_id, by=None, now=early)
        services.save_recap(workshop_id=recap.workshop_id, texts={section.pk: text}, by=None, now=early)
    services.mark_recap_ready(workshop_id=recap.workshop_id, by=by, now=early)


def correct(recap, early, since=1, version=2):
    return send_correction(workshop_id=recap.workshop_id, since=since, version=version, by=None, now=early)


def test_ready_text_is_kept_with_who_and_when(recap, early, manager):
    ready(recap, early, by=manager)

    version = recap.versions.get()
    assert (version.number, version.at, version.by) == (1, early, manager)
    assert version.sections == [
        {"heading": "Decisions", "text": "- Load at night", "lists_actions": False},
        {"heading": "Actions", "text": "", "lists_actions": True},
    ]


def test_another_text_is_another_version_and_the_first_stays(recap, mail, early):
    ready(recap, early)
    ready(recap, early, "- Load at noon")

    assert [v.sections[0]["text"] for v in recap.versions.all()] == ["- Load at night", "- Load at noon"]


def test_the_same_text_again_is_no_new_version(recap, mail, early):
    ready(recap, early)
    ready(recap, early, "- Load at night\n")

    assert recap.versions.get().withdrawn_at is None


def test_text_taken_back_before_its_mail_could_leave_is_not_told(recap, mail, early):
    mail.opens_at = early + timedelta(hours=1)
    mail.save()
    ready(recap, early)
    ready(recap, early, "- Load at noon")

    assert [version.number for version in selectors.told_versions(recap.workshop)] == [2]
    assert [version.number for version in selectors.versions_of(recap)] == [2, 1]


def test_participants_read_what_was_told_while_it_is_being_corrected(recap, mail, early):
    before = told_recap(recap.workshop)
    ready(recap, early)
    services.reopen_recap(workshop_id=recap.workshop_id, by=None, now=early)

    assert before == []
    assert [(section.heading, section.text) for section in told_recap(recap.workshop)] == [
        ("Decisions", "- Load at night")
    ]


def test_correction_is_a_touchpoint_of_its_own_to_those_who_got_the_recap(recap, mail, early):
    ready(recap, early)
    ready(recap, early, "- Load at {{ noon")

    notice = correct(recap, early)

    notice.refresh_from_db()
    assert (notice.kind, notice.audience) == (TouchpointKind.ADDENDUM, Audience.RECEIVED)
    assert (notice.state, notice.opens_at, notice.expires_at) == (TouchpointState.PLANNED, early, None)
    assert notice.window.comes_after
    assert "- Now: Load at \\{{ noon (before: Load at night)" in notice.body
    assert recap.versions.last().addendum == notice


def test_correction_is_sent_once_and_only_as_shown(recap, mail, early):
    ready(recap, early)
    ready(recap, early, "- Load at noon")
    with pytest.raises(services.ServiceError, match="again in the meantime"):
        correct(recap, early, version=1)
    correct(recap, early)

    with pytest.raises(services.ServiceError, match="on its way already"):
        correct(recap, early)

    assert recap.workshop.touchpoints.filter(kind=TouchpointKind.ADDENDUM).count() == 1


def test_nothing_is_corrected_while_nothing_changed_or_the_text_is_not_ready(recap, mail, early):
    ready(recap, early)
    with pytest.raises(services.ServiceError, match="Nothing changed"):
        correct(recap, early, version=1)
    services.reopen_recap(workshop_id=recap.workshop_id, by=None, now=early)

    with pytest.raises(services.ServiceError, match="mark it as ready first"):
        correct(recap, early, version=1)


def test_what_was_ready_before_versions_were_kept_is_the_first_one(recap, early, manager):
    recap.state, recap.ready_at, recap.ready_by = "ready", early, manager
    recap.save()
    migration = import_module("workshops.migrations.0011_versions_of_ready_recaps")

    migration.keep_ready_recaps(apps, None)
    migration.keep_ready_recaps(apps, None)

    version = recap.versions.get()
    assert (version.number, version.at, version.by) == (1, early, manager)
    assert [section["text"] for section in version.sections] == ["- Load at night", ""]


def test_correction_that_was_skipped_can_be_sent_after_all(recap, mail, early):
    ready(recap, early)
    ready(recap, early, "- Load at noon")
    first = correct(recap, early)
    services.skip_touchpoint(touchpoint_id=first.pk, reason="too early", by=None, now=early)

    second = correct(recap, early)

    assert second.pk != first.pk
    assert recap.versions.last().addendum == second


def test_nothing_is_corrected_of_a_cancelled_workshop(recap, mail, early):
    ready(recap, early)
    ready(recap, early, "- Load at noon")
    services.cancel(workshop_id=recap.workshop_id, reason="", by=None, now=early)

    with pytest.raises(services.ServiceError, match="cancelled"):
        correct(recap, early)


def test_workshop_whose_recap_went_out_is_not_moved_while_the_recap_is_corrected(recap, mail, early):
    ready(recap, early)
    services.reopen_recap(workshop_id=recap.workshop_id, by=None, now=early)

    with pytest.raises(services.ServiceError, match="The recap went out"):
        services.set_slot(
            workshop_id=recap.workshop_id,
            start=early + timedelta(days=30),
            time_zone="UTC",
            duration_min=60,
            duration_max=60,
            location="Room Mole 2",
            by=None,
            now=early,
        )
