"""Whether a touchpoint is fit to go."""

import pytest

from emails.facts import facts
from emails.gates import gate
from tests.emails.scenes import SAVE_THE_DATE_AT, Scene, record_recap, scheduled_plan
from tests.factories.workshops import ApprovalFactory, OpenQuestionFactory
from workshops.models import AgendaItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return scheduled_plan()


def missing(scene: Scene, kind: str, **changes) -> list[str]:
    return judged(scene, kind, **changes).texts


def judged(scene: Scene, kind: str, *, has_audience: bool = True, **changes):
    touchpoint = scene.touchpoint(kind)
    for name, value in changes.items():
        setattr(touchpoint, name, value)
    return gate(touchpoint, facts(scene.workshop.pk), has_audience=has_audience)


@pytest.mark.parametrize("kind", ["save-the-date", "agenda", "reminder", "rsvp-request"])
def test_touchpoint_with_everything_set_is_fit_to_go(scene, kind):
    assert judged(scene, kind).is_fit


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"subject": ""}, ["The mail has no subject."]),
        ({"body": " \n"}, ["The mail has no text."]),
        ({"body": "On <insert a date>."}, ["The mail's text still has the gap <insert a date>."]),
        ({"subject": "Tides, room TBD"}, ["The mail's text still has the gap room TBD."]),
        ({"subject": "Week X"}, ["The mail's text still has the gap Week X."]),
        ({"body": "{{ budget }}"}, ["“budget” is not a placeholder."]),
        (
            {"subject": "{{ workshop.agenda }}"},
            ["{{ workshop.agenda }} fills several lines, and a subject has one."],
        ),
        ({"body": "{{ workshop.prework }}"}, ["The text lists the pre-work, and none is written."]),
        ({"body": "{{ workshop.objectives }}"}, ["The text lists the objectives, and none is written."]),
        (
            {"body": "{{ workshop.participants }}"},
            ["The text names the invited groups, and none is invited."],
        ),
    ],
)
def test_hole_in_the_text_is_named(scene, changes, expected):
    assert missing(scene, "save-the-date", **changes) == expected


@pytest.mark.parametrize("kind", ["save-the-date", "agenda", "reminder"])
def test_place_that_is_to_be_announced_holds_no_mail(scene, kind):
    scene.workshop.location = "to be announced"
    scene.workshop.save()

    assert judged(scene, kind).is_fit


def test_each_reason_leads_to_the_page_that_mends_it(scene):
    AgendaItem.objects.all().delete()
    scene.workshop.location = ""
    scene.workshop.organizer = None
    scene.workshop.save()

    verdict = judged(scene, "agenda")

    assert [(reason.text, reason.url) for reason in verdict.reasons] == [
        (
            "The workshop has no organizer, to whom replies would go.",
            f"/workshops/{scene.workshop.pk}/edit/",
        ),
        ("The place or link of the workshop is not set.", f"/workshops/{scene.workshop.pk}/slot/"),
        ("The agenda has no items.", f"/workshops/{scene.workshop.pk}/agenda/"),
    ]


def test_agenda_mail_needs_an_agenda_even_where_its_text_does_not_name_it(scene):
    AgendaItem.objects.all().delete()

    assert missing(scene, "agenda", body="See the invitation.") == ["The agenda has no items."]


def test_gap_in_what_fills_a_placeholder_is_a_hole_too(scene):
    AgendaItem.objects.update(title="Talk about <the topic>")

    assert missing(scene, "agenda") == ["What fills in workshop.agenda still has the gap <the topic>."]


def test_missing_slot_is_one_reason(scene):
    draft = scheduled_plan(schedule_at=None)
    draft.workshop.start = None
    draft.workshop.save()

    assert missing(draft, "save-the-date") == ["The workshop's date and time are not set."]


def test_recap_says_whether_it_is_unwritten_or_unfinished(scene):
    unwritten = missing(scene, "recap")
    scene.workshop.recap.sections.update(text="We keep the nightly load.")

    unfinished = missing(scene, "recap")

    assert unwritten == ["The recap is not recorded yet."]
    assert unfinished == ["The recap is not marked as ready to send."]


def test_recap_that_is_ready_is_fit_to_go(scene):
    record_recap(scene, "We keep the nightly load.", SAVE_THE_DATE_AT)

    assert judged(scene, "recap").is_fit


def test_recap_without_a_placeholder_waits_for_the_recap_all_the_same(scene):
    assert missing(scene, "recap", body="See the wiki.") == ["The recap is not recorded yet."]


@pytest.mark.parametrize("factory", [OpenQuestionFactory, ApprovalFactory])
def test_follow_up_goes_where_something_is_open(scene, factory):
    factory(workshop=scene.workshop)

    assert judged(scene, "follow-up").is_fit


def test_follow_up_with_words_of_its_own_goes_whether_something_is_open_or_not(scene):
    assert judged(scene, "follow-up", body="How is it going?").is_fit


def test_follow_up_on_nothing_is_skipped(scene):
    verdict = judged(scene, "follow-up")

    assert verdict.skip == "Skipped: no design question is open and no approval is pending."


def test_optional_touchpoint_without_text_is_skipped(scene):
    verdict = judged(scene, "reminder", is_optional=True, body="")

    assert verdict.skip == "Skipped: it is optional, and it has no text."


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        ("reminder", {}, ["There is nobody to send it to: add participants."]),
        ("reminder", {"audience": ""}, ["Nobody is in the groups that it goes to: add people to them."]),
        # It waits for answers; that is not the manager's to mend.
        ("agenda", {}, []),
        ("rsvp-request", {}, []),
    ],
)
def test_nobody_to_send_to_is_a_reason_where_the_manager_can_mend_it(scene, kind, changes, expected):
    assert missing(scene, kind, has_audience=False, **changes) == expected


def test_mail_for_the_confirmed_is_held_where_nobody_can_confirm_any_more(scene):
    scene.workshop.participants.update(partstat="declined")

    reasons = missing(scene, "agenda", has_audience=False)

    assert reasons == ["Nobody has accepted: add participants, or send it to all."]
