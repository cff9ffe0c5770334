"""The correction of a recap that went out."""

import pytest
from django.urls import reverse

from tests.emails.scenes import MINUTE, RECAP_AT, add_person, record_recap, run_tick, scheduled_plan
from workshops import services

NEXT = RECAP_AT + 5 * MINUTE


@pytest.fixture
def scene(project, manager, manager_client, time_machine, mailoutbox):
    """The recap went out, and was changed and marked as ready again."""
    scene = scheduled_plan(project)
    scene.workshop.touchpoints.exclude(kind="recap").update(state="done")
    record_recap(scene, "- Load at 02:00\n- Keep the files", RECAP_AT)
    run_tick(RECAP_AT)
    time_machine.move_to(NEXT, tick=False)
    manager_client.force_login(manager)
    mailoutbox.clear()
    return scene


def change(scene, text):
    services.reopen_recap(workshop_id=scene.workshop.pk, by=None, now=NEXT)
    record_recap(scene, text, NEXT)


def url_of(scene, name="addendum"):
    return reverse(f"emails:{name}", args=[scene.workshop.pk])


def send(client, scene, since=1, version=2):
    return client.post(url_of(scene), {"since": since, "version": version}, follow=True)


def test_page_shows_what_changed_who_is_told_and_the_mail(manager_client, scene):
    change(scene, "- Load at 03:00\n- Keep the files")

    text = manager_client.get(url_of(scene)).content.decode()
    frame = manager_client.get(url_of(scene, "addendum-frame")).content.decode()

    assert "<ins>Load at 03:00</ins>" in text
    assert "2 people who got the recap" in text
    assert "Ada Quill" in text
    assert "Corrected: recap of Pipeline Design" in text
    assert "Now: Load at 03:00 (before: Load at 02:00)" in frame
    assert "Keep the files" not in frame


def test_mail_is_shown_as_any_of_them(manager_client, scene):
    change(scene, "- Load at 03:00")

    frame = manager_client.get(url_of(scene, "addendum-frame"), {"person": scene.bo.person_id})

    assert "Hi Bo," in frame.content.decode()


def test_correction_goes_to_those_who_got_the_recap_and_once(manager_client, scene, mailoutbox):
    change(scene, "- Load at 03:00\n- Keep the files")

    said = send(manager_client, scene).content.decode()
    run_tick(NEXT)
    run_tick(NEXT + MINUTE)
    again = send(manager_client, scene).content.decode()

    assert "The correction is on its way." in said
    assert "on its way already" in again
    assert sorted((mail.to[0], mail.subject) for mail in mailoutbox) == [
        ('"Ada Quill" <ada@example.org>', "Corrected: recap of Pipeline Design"),
        ('"Bo Finch" <bo@example.org>', "Corrected: recap of Pipeline Design"),
    ]
    body = mailoutbox[0].body
    assert "- Now: Load at 03:00 (before: Load at 02:00)" in body
    assert "Keep the files" not in body
    assert "Read or print the recap" in body
    assert [kind for _, kind in mailoutbox[0].alternatives] == ["text/html"]


def test_who_came_later_gets_the_newest_recap_and_no_correction(manager_client, scene, mailoutbox):
    change(scene, "- Load at 03:00")
    send(manager_client, scene)
    run_tick(NEXT)
    mailoutbox.clear()
    add_person(scene, "Cleo Marsh")

    run_tick(NEXT + MINUTE)

    assert [(mail.to[0], mail.subject) for mail in mailoutbox] == [
        ('"Cleo Marsh" <cleo@example.org>', "Recap and actions: Pipeline Design")
    ]
    assert "Load at 03:00" in mailoutbox[0].body


def test_who_was_removed_is_not_told(manager_client, scene, mailoutbox):
    services.remove_participant(participant_id=scene.bo.pk, by=None, now=NEXT)
    change(scene, "- Load at 03:00")

    text = manager_client.get(url_of(scene)).content.decode()
    send(manager_client, scene)
    run_tick(NEXT)

    assert "1 person who got the recap" in text
    assert [mail.to[0] for mail in mailoutbox] == ['"Ada Quill" <ada@example.org>']


def test_second_correction_tells_what_the_first_did_not(manager_client, scene, mailoutbox):
    change(scene, "- Load at 03:00\n- Keep the files")
    send(manager_client, scene)
    run_tick(NEXT)
    mailoutbox.clear()
    change(scene, "- Load at 03:00")

    send(manager_client, scene, since=2, version=3)
    run_tick(NEXT)

    assert "No longer: Keep the files" in mailoutbox[0].body
    assert "Load at" not in mailoutbox[0].body


def test_nothing_is_sent_where_nothing_changed(manager_client, scene, mailoutbox):
    change(scene, "- Load at 02:00\n- Keep the files")

    text = manager_client.get(url_of(scene)).content.decode()
    refused = send(manager_client, scene, version=1).content.decode()

    assert "know the newest version" in text
    assert "Nothing changed" in refused
    assert manager_client.get(url_of(scene, "addendum-frame")).status_code == 404


def test_page_that_is_out_of_date_sends_nothing(manager_client, scene, mailoutbox):
    change(scene, "- Load at 03:00")
    change(scene, "- Load at 04:00")

    old = send(manager_client, scene).content.decode()
    broken = manager_client.post(url_of(scene), {"since": "x"}, follow=True).content.decode()
    run_tick(NEXT)

    assert "changed again in the meantime" in old
    assert "Look at what would be sent" in broken
    assert mailoutbox == []


def test_panel_says_who_knows_what(manager_client, scene):
    known = manager_client.get(url_of(scene, "addendum-panel")).content.decode()
    services.reopen_recap(workshop_id=scene.workshop.pk, by=None, now=NEXT)
    open_again = manager_client.get(url_of(scene, "addendum-panel")).content.decode()
    record_recap(scene, "- Load at 03:00", NEXT)
    due = manager_client.get(url_of(scene, "addendum-panel")).content.decode()
    send(manager_client, scene)
    told = manager_client.get(url_of(scene, "addendum-panel")).content.decode()

    assert "know the newest version" in known
    assert "reaches them as a correction" in open_again
    assert url_of(scene) in due
    assert "was told as a" in told


def test_panel_before_anybody_got_it(manager_client, project, manager):
    scene = scheduled_plan(project)

    text = manager_client.get(url_of(scene, "addendum-panel")).content.decode()

    assert "Nobody has got the recap yet" in text


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_database_the_same_number_of_times(
    manager_client, scene, count, django_assert_num_queries
):
    for number in range(count):
        change(scene, f"- Load at 1{number}:00")

    with django_assert_num_queries(7):
        manager_client.get(url_of(scene, "addendum-panel"))
