from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories.workshops import StakeholderGroupFactory
from tests.workshops.plan_document.test_series import SERIES
from workshops.models import Person, Workshop

PLAN = """# Communication Plan – Workshop 2a: Tide Tables

## Objectives

- Agree on the tide tables

## Stakeholder Groups

- **Harbour Masters**
- **Data Engineers** (as needed)

## Timeline

- **T-7 to T-5:** Invite
- **T-0 morning:** Reminder

## Mail – Save the Date (T-7 to T-5)

**From:** Robin
**To:** harbour masters; the night watch
**Subject:** `[Harbour Forecast] Tide Tables – hold the date`

Hi all,

**When:** Week X, Day Y – 60–90 minutes
**Where:** `<meeting room>`

Please bring <your favourite chart>.

## Catering

Call the harbour office.
"""


@pytest.fixture
def url(project):
    return reverse("workshops:plan-import", args=[project.pk])


def confirm(client, url, **values):
    return client.post(url, {"text": PLAN, "time_zone": "Europe/Berlin", "confirm": "1"} | values)


@pytest.mark.parametrize("way", ["file", "text"])
def test_preview_shows_what_was_understood_and_saves_nothing(way, url, project, manager_client):
    given_plan = SimpleUploadedFile("plan.md", PLAN.encode()) if way == "file" else PLAN

    answer = manager_client.post(url, {way: given_plan})

    page = answer.content.decode()
    assert "Workshop 2a: Tide Tables" in page
    assert "60–90 minutes" in page
    assert "Agree on the tide tables" in page
    assert not Workshop.objects.exists()
    assert not project.groups.exists()


def test_preview_shows_which_group_each_name_became(url, project, manager_client):
    StakeholderGroupFactory(project=project, name="Data  engineers")

    preview = manager_client.post(url, {"text": PLAN}).context["preview"]

    assert [(group.name, group.is_new) for group in preview.groups] == [
        ("Harbour Masters", True),
        ("Data Engineers", False),
        ("the night watch", True),
    ]
    assert [(match.written, match.group) for match in preview.touchpoints[0].matches] == [
        ("harbour masters", "Harbour Masters"),
        ("the night watch", "the night watch"),
    ]


def test_preview_shows_whom_a_row_names_and_which_name_is_no_group(url, manager_client):
    rows = "- T-7: Invite (To: Pilots; divers)\n- T-3: Agenda\n"
    text = f"# Tides\n\n## Groups\n\n- Pilots\n\n## Timeline\n\n{rows}"

    response = manager_client.post(url, {"text": text})

    row, other = response.context["preview"].touchpoints
    assert [(match.written, match.group) for match in row.matches] == [("Pilots", "Pilots"), ("divers", "")]
    assert (other.audience, other.matches) == ("", [])
    assert "“divers” → <strong" in response.text


def test_preview_shows_which_words_become_placeholders_and_which_gaps_stay(url, manager_client):
    mail = manager_client.post(url, {"text": PLAN}).context["preview"].touchpoints[0]

    assert [(filled.words, filled.placeholder) for filled in mail.filled] == [
        ("Week X, Day Y", "workshop.when"),
        ("60–90 minutes", "workshop.duration"),
        ("`<meeting room>`", "workshop.location"),
    ]
    assert mail.gaps == ["<your favourite chart>"]


def test_preview_marks_the_lines_that_were_not_understood(url, manager_client):
    answer = manager_client.post(url, {"text": PLAN})

    lines = PLAN.splitlines()
    unparsed = [lines[line.number - 1] for line in answer.context["preview"].lines if not line.understood]
    assert unparsed == ["## Catering", "Call the harbour office."]
    assert "2 lines of the document were not understood" in answer.content.decode()


def test_confirming_saves_a_draft_with_the_slot(url, project, manager, manager_client):
    answer = confirm(
        manager_client,
        url,
        date="2026-12-14",
        time="10:00",
        location="Room Mole 2",
        organizer_email="robin@example.org",
    )

    workshop = Workshop.objects.get()
    assert answer.url == workshop.get_absolute_url()
    assert (workshop.project, workshop.code, workshop.title) == (project, "2a", "Tide Tables")
    assert workshop.is_draft
    assert workshop.start == datetime(2026, 12, 14, 9, tzinfo=UTC)
    assert (workshop.location, workshop.organizer) == ("Room Mole 2", Person.objects.get())
    assert workshop.plan_source.text == PLAN


def test_slot_may_come_later(url, manager_client):
    confirm(manager_client, url)

    workshop = Workshop.objects.get()
    assert (workshop.start, workshop.time_zone, workshop.organizer) == (None, "Europe/Berlin", None)


def test_plan_comes_out_of_the_browser_to_the_letter(url, manager_client):
    manager_client.post(url, {"text": PLAN.replace("\n", "\r\n"), "time_zone": "UTC", "confirm": "1"})

    workshop = Workshop.objects.get()
    exported = manager_client.get(reverse("workshops:plan-export", args=[workshop.pk])).content.decode()
    assert exported == PLAN


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        (
            {"date": "2026-12-14"},
            {"time": ["A slot needs both, a date and a time. Leave both empty to set it later."]},
        ),
        (
            {"time": "10:00"},
            {"date": ["A slot needs both, a date and a time. Leave both empty to set it later."]},
        ),
        ({"time_zone": "Nowhere"}, {"time_zone": ["“Nowhere” is no time zone. Example: Europe/Berlin."]}),
        ({"organizer_email": "a@b"}, {"organizer_email": ["Enter a valid email address."]}),
        ({"location": "a\nb"}, {"location": ["Write it on one line, without control characters."]}),
    ],
)
def test_what_is_wrong_is_said_and_the_plan_stays_in_the_form(values, errors, url, manager_client):
    answer = confirm(manager_client, url, **values)

    assert answer.context["form"].errors == errors
    assert answer.context["text"] == PLAN
    assert not Workshop.objects.exists()


NO_PLAN = "Buy bread.\nFeed the cat."


def test_file_of_several_plans_is_refused_and_kept(url, manager_client):
    answer = manager_client.post(url, {"text": SERIES})

    form = answer.context["form"]
    assert form.non_field_errors() == [
        "This document holds the plans of 2 workshops (Workshop 1: Tides; Workshop 2a: Locks). "
        "Import one at a time: paste the part of one workshop."
    ]
    assert form["text"].value() == SERIES


@pytest.mark.parametrize("values", [{"text": NO_PLAN}, {"text": NO_PLAN, "confirm": "1", "time_zone": "UTC"}])
def test_text_without_a_plan_is_refused_and_kept(values, url, manager_client):
    answer = manager_client.post(url, values)

    form = answer.context["form"]
    assert len(form.non_field_errors()) == 1
    assert form["text"].value() == NO_PLAN
    assert not Workshop.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        PLAN.encode("utf-16"),
        PLAN.encode("latin-1", "replace") + b"\xe9",
        PLAN.encode() + b"\x00",
        b"x" * 1_100_000,
    ],
    ids=["UTF-16", "Latin-1", "NUL", "too large"],
)
def test_file_that_is_no_text_is_a_field_error(data, url, manager_client):
    answer = manager_client.post(url, {"file": SimpleUploadedFile("plan.md", data)})

    assert list(answer.context["form"].errors) == ["file"]


@pytest.mark.parametrize("text", ["", "   ", PLAN + "\x00"])
def test_text_that_cannot_be_kept_is_refused(text, url, manager_client):
    answer = manager_client.post(url, {"text": text})

    assert len(answer.context["form"].non_field_errors()) == 1


def test_pasted_text_has_the_same_limit_as_a_file(url, manager_client):
    answer = manager_client.post(url, {"text": "é" * 600_000})

    assert answer.context["form"].errors == {"text": ["This text is larger than 1 MB."]}


def test_document_with_an_endless_list_is_refused(url, manager_client):
    groups = "".join(f"- **Group {number}**\n" for number in range(300))

    answer = manager_client.post(url, {"text": PLAN.replace("- **Harbour Masters**\n", groups)})

    assert answer.context["form"].non_field_errors() == [
        "This document has 303 entries under groups; 200 is the most."
    ]


def test_what_the_database_cannot_hold_is_said_with_its_name(url, manager_client):
    answer = confirm(manager_client, url, text=PLAN.replace("hold the date", "hold " * 100))

    (reason,) = answer.context["form"].non_field_errors()
    assert reason.startswith("Subject: Ensure this value has at most 300 characters")
    assert not Workshop.objects.exists()


def test_pasted_mark_of_a_files_beginning_is_no_part_of_the_plan(url, manager_client):
    answer = manager_client.post(url, {"text": "\ufeff" + PLAN})

    assert answer.context["preview"].plan.workshop.title == "Tide Tables"


def test_text_is_taken_back_to_change_it(url, manager_client):
    answer = manager_client.post(url, {"text": PLAN, "change": "1"})

    assert answer.context["form"]["text"].value() == PLAN


def test_long_document_is_shown_in_part(url, manager_client):
    text = PLAN + "\nMore words." * 4000

    answer = manager_client.post(url, {"text": text})

    preview = answer.context["preview"]
    assert (len(preview.lines), preview.lines_left_out) == (3000, len(text.splitlines()) - 3000)


def test_markup_in_a_plan_stays_text(url, manager_client):
    hostile = PLAN.replace("Tide Tables", "<script>alert(1)</script>")

    page = manager_client.post(url, {"text": hostile}).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_every_playbook_is_a_card_and_opens_as_a_preview(project, url, manager_client):
    page = manager_client.get(reverse("workshops:workshop-new", args=[project.pk]))

    playbooks = [playbook for playbook, _ in page.context["cards"]]
    answers = [manager_client.get(url, {"playbook": playbook.slug}) for playbook in playbooks]

    assert "etl-pipeline-design" in [playbook.slug for playbook in playbooks]
    assert [answer.context["text"] for answer in answers] == [playbook.text for playbook in playbooks]
    assert [answer.context["preview"].plan.unparsed for answer in answers] == [()] * len(playbooks)


def test_workshop_is_started_from_a_playbook(url, manager_client):
    text = manager_client.get(url, {"playbook": "etl-pipeline-design"}).context["text"]

    confirm(manager_client, url, text=text, date="2026-12-14", time="10:00")

    workshop = Workshop.objects.get()
    assert workshop.touchpoints.exclude(opens_at=None).count() == 5


@pytest.mark.parametrize("slug", ["nothing", "../../settings", "\x00"])
def test_unknown_playbook_is_not_found(slug, url, manager_client):
    assert manager_client.get(url, {"playbook": slug}).status_code == 404
